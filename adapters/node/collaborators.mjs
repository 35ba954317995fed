// Ingester, fetcher, provider and pusher, played by the harness: each call is parked in the world.

export class Context {
  constructor(world, task, signal, fields = {}) {
    Object.assign(this, { world, task, signal, fields });
    const log = (level) => (message) => world.log(task, level, message, fields);
    this.logger = { debug: log("debug"), info: log("info"), warning: log("warning"), error: log("error") };
  }

  withFields(fields) {
    return new Context(this.world, this.task, this.signal, { ...this.fields, ...fields });
  }

  // What a collaborator finds in the context that it is given.
  get seen() {
    const fields = Object.fromEntries(Object.entries(this.fields).map(([name, value]) => [name, String(value)]));
    return { task: this.task, cancelled: this.signal.aborted, fields };
  }
}

export const ingester = {
  writer: async (ctx, ref, size, digest) =>
    new Writer(ctx, await ctx.world.ask(ctx.task, "Writer", { ref, size, digest, ctx: ctx.seen })),
};
export const pusher = {
  push: async (ctx, descriptor) =>
    new Writer(ctx, await ctx.world.ask(ctx.task, "Push", { descriptor, ctx: ctx.seen })),
};
export const fetcher = {
  fetch: async (ctx, descriptor) =>
    open(ctx, await ctx.world.ask(ctx.task, "Fetch", { descriptor, ctx: ctx.seen })),
};
export const provider = {
  reader: async (ctx, digest) => open(ctx, await ctx.world.ask(ctx.task, "Reader", { digest, ctx: ctx.seen })),
};

class Writer {
  constructor(ctx, { writer }) {
    this.ask = (op, given) => ctx.world.ask(ctx.task, op, { writer, ...given });
  }

  status = () => this.ask("Status");
  write = async (piece) => (await this.ask("Write", { data: piece.toString("base64") })).n;
  truncate = (size) => this.ask("Truncate", { size });
  commit = (size, digest) => this.ask("Commit", { size, digest });
  close = () => this.ask("w.Close");
}

class Reader {
  #kept = null; // what came together with the last bytes: the end, or an error
  constructor(ctx, { reader }) {
    this.ask = (op, given) => ctx.world.ask(ctx.task, op, { reader, ...given });
  }

  // The next bytes; null: there are none any more.
  async read(n) {
    if (this.#kept !== null) return this.#kept();
    const { bytes, rest } = await this.#take("Read", { n });
    this.#kept = rest;
    return bytes;
  }

  async #take(op, given) {
    let result = {};
    let error = null;
    try {
      result = await this.ask(op, given);
    } catch (thrown) {
      result = thrown.result ?? {};
      error = thrown;
    }
    const bytes = Buffer.from(result.data ?? "", "base64");
    const raise = () => {
      throw error;
    };
    if (bytes.length === 0) return { bytes: error ? raise() : null, rest: null };
    return { bytes, rest: error ? raise : result.end ? () => null : null };
  }

  takeAt = async (offset, n) => (await this.#take("ReadAt", { offset, n })).bytes;
  forget = () => (this.#kept = null);
  close = () => this.ask("r.Close");
}

// A reader with exactly the abilities that the harness names.
function open(ctx, result) {
  const reader = new Reader(ctx, result);
  if (result.can.includes("read_at")) reader.readAt = reader.takeAt;
  if (result.can.includes("seek")) {
    reader.seek = async (offset) => {
      const landed = (await reader.ask("Seek", { offset, whence: "start" })).offset;
      reader.forget();
      return landed;
    };
  }
  return reader;
}
