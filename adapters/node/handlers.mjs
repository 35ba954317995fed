// The remotes handlers, edition 2017-06, in plain Node: promises, AbortSignal, setTimeout.

const KINDS = new Map([
  ["application/vnd.docker.distribution.manifest.v2+json", "manifest"],
  ["application/vnd.oci.image.manifest.v1+json", "manifest"],
  ["application/vnd.docker.distribution.manifest.list.v2+json", "index"],
  ["application/vnd.oci.image.index.v1+json", "index"],
  ["application/vnd.docker.image.rootfs.diff.tar", "layer"],
  ["application/vnd.docker.image.rootfs.diff.tar.gzip", "layer"],
  ["application/vnd.oci.image.layer.v1.tar", "layer"],
  ["application/vnd.oci.image.layer.v1.tar+gzip", "layer"],
  ["application/vnd.oci.image.layer.nondistributable.v1.tar", "layer"],
  ["application/vnd.oci.image.layer.nondistributable.v1.tar+gzip", "layer"],
  ["application/vnd.docker.container.image.v1+json", "config"],
  ["application/vnd.oci.image.config.v1+json", "config"],
]);
const SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+prettyjws";
const PIECE = 256 * 1024;
const FIRST_WAIT = 16;
const LONGEST_WAIT = 2048;

// An error of a class that callers tell apart: "exists", "locked", "not_found"…
export class ContentError extends Error {
  constructor(kind, message, options) {
    super(message, options);
    this.kind = kind;
  }
}

// The error, then what it wraps, outside in.
export function* chain(error) {
  for (let link = error; link instanceof Error; ) {
    yield link;
    const alone = link instanceof AggregateError && link.errors.length === 1;
    link = alone ? link.errors[0] : link.cause;
  }
}

export const is = (error, kind) => [...chain(error)].some((link) => link.kind === kind);

export function makeRefKey(ctx, descriptor) {
  const kind = KINDS.get(descriptor.mediaType);
  if (kind === undefined) {
    ctx.logger.warning(`no kind of ref key for media type ${descriptor.mediaType}`);
  }
  return `${kind ?? "unknown"}-${descriptor.digest}`;
}

export const fetchHandler = (ingester, fetcher) => async (caller, descriptor) => {
  if (descriptor.mediaType === SCHEMA1) {
    throw new ContentError("invalid_argument", `${descriptor.mediaType} is not supported`);
  }
  const ctx = about(caller, descriptor);
  ctx.logger.debug("fetch");
  const writer = await unlessItExists(openWriter(ctx, ingester, descriptor));
  if (writer !== null) {
    await closing(ctx, writer, () => copyFrom(ctx, fetcher.fetch(ctx, descriptor), writer, descriptor));
  }
};

export const pushHandler = (provider, pusher) => async (caller, descriptor) => {
  const ctx = about(caller, descriptor);
  ctx.logger.debug("push");
  const writer = await unlessItExists(pusher.push(ctx, descriptor));
  if (writer !== null) {
    await closing(ctx, writer, () => copyFrom(ctx, provider.reader(ctx, descriptor.digest), writer, descriptor));
  }
};

const about = (ctx, { digest, mediaType, size }) => ctx.withFields({ digest, mediatype: mediaType, size });

async function unlessItExists(opening) {
  try {
    return await opening;
  } catch (error) {
    if (is(error, "exists")) return null;
    throw error;
  }
}

// However long the ref is locked: only the caller can judge when that is too long.
async function openWriter(ctx, ingester, descriptor) {
  const ref = makeRefKey(ctx, descriptor);
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    try {
      return await ingester.writer(ctx, ref, descriptor.size, descriptor.digest);
    } catch (error) {
      const mayPass = is(error, "locked") && !is(error, "exists");
      if (!mayPass || (await isCancelledWithin(wait, ctx.signal))) throw error;
    }
  }
}

function isCancelledWithin(milliseconds, signal) {
  if (signal.aborted) return Promise.resolve(true);
  return new Promise((resolve) => {
    const stop = () => {
      clearTimeout(timer);
      resolve(true);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve(signal.aborted);
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

// Whether the content is there was decided before: an error of closing is logged, no more.
async function closing(ctx, stream, use) {
  try {
    return await use();
  } finally {
    try {
      await stream.close();
    } catch (error) {
      ctx.logger.warning(`closing failed: ${error.message}`);
    }
  }
}

async function copyFrom(ctx, opening, writer, descriptor) {
  const reader = await opening;
  await closing(ctx, reader, () => copy(writer, reader, descriptor));
}

async function copy(writer, reader, { size, digest }) {
  const { ref, offset } = await writer.status();
  const next = await begin(writer, reader, offset, size);
  for (let piece = await next(); piece !== null; piece = await next()) {
    await writeAll(writer, piece);
  }
  try {
    await writer.commit(size, digest);
  } catch (error) {
    if (is(error, "exists")) return;
    throw new Error(`cannot commit ref ${ref}: ${error.message}`, { cause: error });
  }
}

// Bring source and ingest to one place; gives the function that reads on from there.
async function begin(writer, reader, offset, size) {
  if (offset > 0) {
    if (reader.seek) {
      const landed = await reader.seek(offset);
      if (landed !== offset) throw new Error(`the source was to seek to ${offset}, and is at ${landed}`);
    } else if (reader.readAt && size > offset) {
      return async () => {
        const piece = await reader.readAt(offset, PIECE);
        offset += piece?.length ?? 0;
        return piece;
      };
    } else {
      await writer.truncate(0);
    }
  }
  return () => reader.read(PIECE);
}

async function writeAll(writer, piece) {
  while (piece.length > 0) {
    const taken = await writer.write(piece);
    // Asking again after 0 bytes could go on for ever.
    if (!(taken > 0 && taken <= piece.length)) {
      throw new Error(`the writer took ${taken} of ${piece.length} bytes`);
    }
    piece = piece.subarray(taken);
  }
}
