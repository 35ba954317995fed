// What is judged: replace these bodies with calls of your code.
const KINDS = {
  "application/vnd.docker.distribution.manifest.v2+json": "manifest",
  "application/vnd.oci.image.manifest.v1+json": "manifest",
  "application/vnd.docker.distribution.manifest.list.v2+json": "index",
  "application/vnd.oci.image.index.v1+json": "index",
  "application/vnd.docker.image.rootfs.diff.tar": "layer",
  "application/vnd.docker.image.rootfs.diff.tar.gzip": "layer",
  "application/vnd.oci.image.layer.v1.tar": "layer",
  "application/vnd.oci.image.layer.v1.tar+gzip": "layer",
  "application/vnd.oci.image.layer.nondistributable.v1.tar": "layer",
  "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip": "layer",
  "application/vnd.docker.container.image.v1+json": "config",
  "application/vnd.oci.image.config.v1+json": "config",
};
const SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
const PIECE = 256 * 1024;

export const is = (error, kind) => error instanceof Error && (error.kind === kind || is(error.cause, kind));

const unless = (kind, error) => {
  if (!is(error, kind)) throw error;
};

export function makeRefKey(ctx, { mediaType, digest }) {
  const isKnown = Object.hasOwn(KINDS, mediaType);
  if (!isKnown) ctx.log("warning", `unknown media type ${mediaType}`);
  return `${isKnown ? KINDS[mediaType] : "unknown"}-${digest}`;
}

export async function fetch(ctx, descriptor) {
  if (descriptor.mediaType === SCHEMA1) throw new Error(`${descriptor.mediaType} is not supported`);
  about(ctx, descriptor, "fetch");
  const { writer } = (await openWriter(ctx, descriptor).catch((error) => unless("exists", error))) ?? {};
  if (writer) await copyFrom(ctx, descriptor, writer, () => ctx.ask("Fetch", { descriptor, ctx: ctx.seen() }));
}

export async function push(ctx, descriptor) {
  about(ctx, descriptor, "push");
  const opening = ctx.ask("Push", { descriptor, ctx: ctx.seen() });
  const { writer } = (await opening.catch((error) => unless("exists", error))) ?? {};
  const { digest } = descriptor;
  if (writer) await copyFrom(ctx, descriptor, writer, () => ctx.ask("Reader", { digest, ctx: ctx.seen() }));
}

// The logger names the content in every message; *what* is the first.
function about(ctx, { digest, mediaType, size }, what) {
  ctx.fields = { digest, mediatype: mediaType, size };
  ctx.log("debug", what);
}

// However long the ref is locked: only the caller can judge when that is too long.
async function openWriter(ctx, descriptor) {
  const { size, digest } = descriptor;
  const ref = makeRefKey(ctx, descriptor);
  for (let wait = 16; ; wait = Math.min(2 * wait, 2048)) {
    try {
      return await ctx.ask("Writer", { ref, size, digest, ctx: ctx.seen() });
    } catch (error) {
      if (!is(error, "locked") || (await ctx.wait(wait))) throw error;
    }
  }
}

// Errors of closing do not matter any more.
async function copyFrom(ctx, descriptor, writer, open) {
  try {
    const source = await open();
    try {
      await copy(ctx, descriptor, writer, source);
    } finally {
      await ctx.ask("r.Close", { reader: source.reader }).catch(() => {});
    }
  } finally {
    await ctx.ask("w.Close", { writer }).catch(() => {});
  }
}

async function copy(ctx, { size, digest }, writer, { reader, can = [] }) {
  let { ref, offset } = await ctx.ask("Status", { writer });
  let read = () => ctx.ask("Read", { reader, n: PIECE });
  if (offset > 0 && can.includes("seek")) {
    const landed = (await ctx.ask("Seek", { reader, offset, whence: "start" })).offset;
    if (landed !== offset) throw new Error(`the source was to seek to ${offset}, and is at ${landed}`);
  } else if (offset > 0 && can.includes("read_at") && size > offset) {
    read = () => ctx.ask("ReadAt", { reader, offset, n: PIECE });
  } else if (offset > 0) {
    await ctx.ask("Truncate", { writer, size: 0 });
  }
  for (let end = false; !end; ) {
    let failed;
    const got = await read().catch((error) => ((failed = error), error.result));
    const { length } = Buffer.from(got.data ?? "", "base64");
    if (length > 0) {
      const { n } = await ctx.ask("Write", { writer, data: got.data });
      if (n !== length) throw new Error(`a short write: ${n} of ${length} bytes`);
      offset += length;
    }
    if (failed) throw failed;
    end = got.end;
  }
  try {
    await ctx.ask("Commit", { writer, size, digest });
  } catch (error) {
    unless("exists", new Error(`cannot commit ref ${ref}: ${error.message}`, { cause: error }));
  }
}
