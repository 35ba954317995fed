#!/usr/bin/env node
// Puts store.mjs behind the command door of remotes-conformance (docs/protocol.md, "Content stores"): replace
// the calls of Store with calls of your own.

import fs from "node:fs";
import { Store } from "./store.mjs";

const WHO = {
  protocol: 1,
  implementation: "node-store",
  version: "0.1.0",
  language: "node",
  capabilities: ["store", "abort", "info", "delete", "walk", "read_at", "folder"],
  issues: "",
};
const MILLISECOND = 1_000_000;

const stores = new Map(); // by number: the store, and what was opened of it

function open({ store, folder }) {
  stores.set(store, { store: new Store(folder), handles: new Map() });
  return { store };
}

function close({ store }) {
  const opened = stores.get(store);
  for (const handle of opened.handles.values()) handle.close();
  stores.delete(store);
  return { store };
}

const CALLS = {
  Writer: ({ store, name }, { ref, size, digest }) => ({ writer: name(store.writer(ref, size, digest)) }),
  Reader: ({ store, name }, { digest }) => ({ reader: name(store.reader(digest)) }),
  Abort: ({ store }, { ref }) => done(store.abort(ref)),
  Info: ({ store }, { digest }) => store.info(digest),
  Delete: ({ store }, { digest }) => done(store.delete(digest)),
  Walk: ({ store }) => ({ contents: store.walk() }),
  Write: ({ handle }, { data }) => {
    const buffer = Buffer.from(data, "base64");
    const n = handle.write(buffer);
    buffer.fill("~"); // a store that keeps the buffer, and not its bytes, will find others in it
    return { n };
  },
  Status: ({ handle }) => {
    const { started, updated, ...status } = handle.status();
    return { ...status, started: started * MILLISECOND, updated: updated * MILLISECOND };
  },
  Truncate: ({ handle }, { size }) => done(handle.truncate(size)),
  Commit: ({ handle }, { size, digest }) => done(handle.commit(size, digest)),
  "w.Close": ({ handle }) => done(handle.close()),
  Read: ({ handle }, { n }) => ({ data: handle.read(n).toString("base64") }),
  ReadAt: ({ handle }, { offset, n }) => ({ data: handle.readAt(offset, n).toString("base64") }),
  "r.Close": ({ handle }) => done(handle.close()),
};

const done = () => ({});

function call(command) {
  const { store, handles } = stores.get(command.store);
  const handle = handles.get(command.writer ?? command.reader);
  const name = (made) => {
    const chosen = `h${handles.size + 1}`;
    handles.set(chosen, made);
    return chosen;
  };
  try {
    return { call: command.call, result: CALLS[command.op]({ store, handle, name }, command) };
  } catch (error) {
    const kind = error.kind ?? "other";
    return { call: command.call, error: { kind, message: String(error.message) } };
  }
}

const COMMANDS = { describe: () => WHO, open, call, close };

function answerTo(line) {
  const command = JSON.parse(line);
  const obey = COMMANDS[command.do];
  if (obey === undefined) return { error: `a store has no command ${command.do}` };
  try {
    return obey(command);
  } catch (error) {
    return { error: String(error.message) };
  }
}

// Times have more than 53 bits: a BigInt is written as a number.
const text = (answer) =>
  JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? { int64: String(value) } : value)).replace(
    /\{"int64":"(\d+)"\}/g,
    "$1",
  );

// Commands come on descriptor 3, answers go to descriptor 4; at the end of file there are no more.
let rest = Buffer.alloc(0);
const piece = Buffer.alloc(1 << 16);
for (let size; (size = fs.readSync(3, piece)) > 0; ) {
  rest = Buffer.concat([rest, piece.subarray(0, size)]);
  for (let end; (end = rest.indexOf(10)) >= 0; rest = rest.subarray(end + 1)) {
    const answer = Buffer.from(text(answerTo(rest.subarray(0, end))) + "\n");
    for (let written = 0; written < answer.length; ) written += fs.writeSync(4, answer, written);
  }
}
