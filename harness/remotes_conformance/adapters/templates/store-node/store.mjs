// A content store in a folder: a file for each ingest, a file for each content, rename and fsync.
//
//   ingests/HASH OF THE REF/data, meta.json      what was written under a ref
//   blobs/ALGORITHM/HEX                          content, under its digest
//
// One process may open the folder. All calls are synchronous, so one at a time is under way.

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

export class StoreError extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

const LENGTHS = { sha256: 64, sha384: 96, sha512: 128 };

function parsed(digest) {
  const [algorithm, hex, ...more] = digest.split(":");
  const isKnown = Object.hasOwn(LENGTHS, algorithm) && more.length === 0;
  if (!isKnown || hex.length !== LENGTHS[algorithm] || !/^[0-9a-f]+$/.test(hex)) {
    throw new StoreError("invalid_argument", `malformed digest ${JSON.stringify(digest)}`);
  }
  return { algorithm, hex };
}

const hashed = (algorithm, content) => createHash(algorithm).update(content).digest("hex");

function synced(place) {
  const file = fs.openSync(place, "r");
  try {
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

// A folder may have been made by a process that was killed before it could sync: so its name is always synced.
function makeFolder(place) {
  fs.mkdirSync(place, { recursive: true });
  synced(path.dirname(place));
}

export class Store {
  #root;
  #open = new Map(); // by ref: its writer

  constructor(root) {
    this.#root = root;
    makeFolder(path.join(root, "ingests"));
    makeFolder(path.join(root, "blobs"));
    for (const algorithm of Object.keys(LENGTHS)) makeFolder(path.join(root, "blobs", algorithm));
  }

  pathOf(digest) {
    const { algorithm, hex } = parsed(digest);
    return path.join(this.#root, "blobs", algorithm, hex);
  }

  // A caller that learns that content exists does not write it again: it has to survive a power cut from then on, also
  // if the process that committed it was killed before it could sync.
  has(digest) {
    const place = this.pathOf(digest);
    if (!fs.existsSync(place)) return false;
    synced(path.dirname(place));
    return true;
  }

  writer(ref, size, digest) {
    if (ref === "") throw new StoreError("invalid_argument", "the ref is empty");
    if (digest !== "") parsed(digest);
    if (this.#open.has(ref)) throw new StoreError("locked", `ref ${ref}`);
    if (digest !== "" && this.has(digest)) throw new StoreError("exists", digest);
    const folder = path.join(this.#root, "ingests", hashed("sha256", Buffer.from(ref)));
    const writer = new Writer(this, ref, folder, size, digest);
    this.#open.set(ref, writer);
    return writer;
  }

  released(writer) {
    if (this.#open.get(writer.ref) === writer) this.#open.delete(writer.ref);
  }

  abort(ref) {
    if (this.#open.has(ref)) throw new StoreError("locked", `ref ${ref}`);
    const folder = path.join(this.#root, "ingests", hashed("sha256", Buffer.from(ref)));
    if (!fs.existsSync(path.join(folder, "data"))) throw new StoreError("not_found", `ref ${ref}`);
    fs.rmSync(folder, { recursive: true });
  }

  #found(digest) {
    const place = this.pathOf(digest);
    if (!fs.existsSync(place)) throw new StoreError("not_found", digest);
    return place;
  }

  reader(digest) {
    return new Reader(fs.openSync(this.#found(digest), "r"));
  }

  info(digest) {
    const { size, mtimeNs } = fs.statSync(this.#found(digest), { bigint: true });
    return { size: Number(size), created: mtimeNs };
  }

  delete(digest) {
    fs.rmSync(this.#found(digest));
  }

  walk() {
    return Object.keys(LENGTHS).flatMap((algorithm) => {
      const folder = path.join(this.#root, "blobs", algorithm);
      return fs.readdirSync(folder).map((hex) => {
        return { digest: `${algorithm}:${hex}`, size: fs.statSync(path.join(folder, hex)).size };
      });
    });
  }

  close() {
    for (const writer of [...this.#open.values()]) writer.close();
  }
}

class Writer {
  #store;
  #folder;
  #file; // null: committed or closed
  #offset;
  #meta;

  constructor(store, ref, folder, size, digest) {
    this.#store = store;
    this.ref = ref;
    this.#folder = folder;
    const data = path.join(folder, "data");
    fs.mkdirSync(folder, { recursive: true });
    this.#file = fs.openSync(data, fs.constants.O_RDWR | fs.constants.O_CREAT);
    try {
      // After a power cut, bytes that were not synced may be there as zeros: they are forgotten.
      const { started = Date.now(), synced = 0 } = this.#known();
      this.#offset = Math.min(synced, fs.fstatSync(this.#file).size);
      fs.ftruncateSync(this.#file, this.#offset);
      this.#meta = { started, total: size, expected: digest };
      this.#save();
    } catch (error) {
      fs.closeSync(this.#file);
      throw error;
    }
  }

  // A process that was killed may have left an empty file.
  #known() {
    try {
      return JSON.parse(fs.readFileSync(path.join(this.#folder, "meta.json"), "utf8"));
    } catch {
      return {};
    }
  }

  // That so many bytes of the data are synced. If the disk is full, what was there before stays.
  #save() {
    this.#meta.synced = this.#offset;
    const place = path.join(this.#folder, "meta.json");
    fs.writeFileSync(`${place}.new`, JSON.stringify(this.#meta));
    synced(`${place}.new`);
    fs.renameSync(`${place}.new`, place);
  }

  // If a sync fails, bytes may be lost even if the next one succeeds: so those that were not synced before are
  // forgotten, and the caller writes them again.
  #sync() {
    try {
      fs.fsyncSync(this.#file);
    } catch (error) {
      this.#offset = this.#meta.synced;
      fs.ftruncateSync(this.#file, this.#offset);
      throw error;
    }
  }

  #checkOpen() {
    if (this.#file === null) throw new StoreError("failed_precondition", "the writer is closed");
  }

  write(content) {
    this.#checkOpen();
    let written = 0;
    while (written < content.length) {
      // If the disk is full, what was written before that stays in the file, and has to be counted.
      const more = fs.writeSync(this.#file, content, written, content.length - written, this.#offset);
      written += more;
      this.#offset += more;
    }
    return content.length;
  }

  status() {
    this.#checkOpen();
    const { started, total, expected } = this.#meta;
    const updated = Math.max(started, Date.now());
    return { ref: this.ref, offset: this.#offset, total, expected, started, updated };
  }

  truncate(size) {
    this.#checkOpen();
    if (size !== 0) throw new StoreError("invalid_argument", `truncated to ${size}, and not to 0`);
    fs.ftruncateSync(this.#file, 0);
    this.#offset = 0;
    this.#save();
  }

  commit(size, expected) {
    this.#checkOpen();
    const wanted = expected === "" ? null : parsed(expected);
    if (size > 0 && size !== this.#offset) {
      throw new StoreError("failed_precondition", `${this.#offset} bytes were written, not ${size}`);
    }
    const content = Buffer.alloc(this.#offset);
    fs.readSync(this.#file, content, 0, content.length, 0);
    const algorithm = wanted?.algorithm ?? "sha256";
    const digest = `${algorithm}:${hashed(algorithm, content)}`;
    if (wanted !== null && digest !== expected) {
      throw new StoreError("failed_precondition", `the digest is ${digest}, not ${expected}`);
    }
    const exists = this.#store.has(digest);
    if (!exists) {
      const place = this.#store.pathOf(digest);
      this.#sync();
      fs.renameSync(path.join(this.#folder, "data"), place);
      synced(path.dirname(place));
    }
    this.#end();
    fs.rmSync(this.#folder, { recursive: true });
    if (exists) throw new StoreError("exists", digest);
  }

  // Also if closing the file fails, which closes it all the same, the ref is free.
  #end() {
    const file = this.#file;
    this.#file = null;
    this.#store.released(this);
    fs.closeSync(file);
  }

  close() {
    if (this.#file === null) return;
    try {
      if (this.#offset !== this.#meta.synced) {
        this.#sync();
        this.#save();
      }
    } finally {
      this.#end();
    }
  }
}

class Reader {
  #file;
  #offset = 0;

  constructor(file) {
    this.#file = file;
  }

  #checkOpen() {
    if (this.#file === null) throw new StoreError("failed_precondition", "the reader is closed");
  }

  read(size) {
    const content = this.readAt(this.#offset, size);
    this.#offset += content.length;
    return content;
  }

  readAt(offset, size) {
    this.#checkOpen();
    if (offset < 0 || size < 0) throw new StoreError("invalid_argument", "a negative offset or size");
    const most = fs.fstatSync(this.#file).size;
    const content = Buffer.alloc(Math.max(0, Math.min(size, most - offset)));
    return content.subarray(0, fs.readSync(this.#file, content, 0, content.length, offset));
  }

  close() {
    if (this.#file !== null) fs.closeSync(this.#file);
    this.#file = null;
  }
}
