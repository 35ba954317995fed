#!/usr/bin/env node
// Puts handlers.mjs behind the command door of remotes-conformance. See docs/protocol.md.

import fs from "node:fs";
import { VirtualClock } from "./clock.mjs";
import { Context, fetcher, ingester, provider, pusher } from "./collaborators.mjs";
import { ContentError, chain, fetchHandler, makeRefKey, pushHandler } from "./handlers.mjs";

const WHO = {
  protocol: 1,
  implementation: "remotes-node",
  version: "0.1.0",
  language: "node",
  editions: ["2017-06"],
  capabilities: ["make_ref_key", "fetch", "push", "virtual-time", "until"],
  issues: "",
};
const realSetImmediate = setImmediate;
const clock = new VirtualClock();
clock.install();

// When this resolves, every promise that could go on has gone on: what is left waits for the
// harness or for a timer.
const settle = () => new Promise((resolve) => realSetImmediate(resolve));

class World {
  #number;
  #tasks = new Map();
  #handlers = new Map();
  #parked = new Map();
  #made = 0;
  #calls = [];
  #returns = [];
  #logs = [];

  constructor(number) {
    this.#number = number;
    clock.reset();
  }

  // -- what the handlers do --

  ask(task, op, given) {
    const call = ++this.#made;
    this.#calls.push({ call, op, task, ...given });
    return new Promise((resolve, reject) => this.#parked.set(call, { resolve, reject }));
  }

  log(task, level, message, fields) {
    this.#logs.push({ task, level, message: String(message), fields });
  }

  async #run(task, call) {
    let outcome;
    try {
      outcome = await call();
    } catch (error) {
      outcome = { error: wireError(error) };
    }
    this.#returns.push({ task, ...outcome });
  }

  // -- what the harness says --

  async obey(command) {
    if (command.cancel) {
      for (const task of command.cancel) this.#tasks.get(task).abort();
      await settle();
    }
    if (command.do === "start") this.#start(command);
    if (command.do === "reply") this.#reply(command);
    await settle();
    while (command.until !== undefined && !this.#hasNews() && clock.goOn(command.until)) await settle();
    return this.#answer();
  }

  #start({ task, kind, handler, descriptor, cancelled }) {
    const controller = new AbortController();
    if (cancelled) controller.abort();
    this.#tasks.set(task, controller);
    const ctx = new Context(this, task, controller.signal);
    if (kind === "key") {
      this.#run(task, () => ({ key: makeRefKey(ctx, descriptor) }));
    } else {
      const call = this.#handler(kind, handler);
      this.#run(task, async () => ({ ok: true, children: ((await call(ctx, descriptor)) ?? []).length }));
    }
  }

  #handler(kind, number) {
    const name = `${kind} ${number}`;
    if (!this.#handlers.has(name)) {
      const built = kind === "fetch" ? fetchHandler(ingester, fetcher) : pushHandler(provider, pusher);
      this.#handlers.set(name, built);
    }
    return this.#handlers.get(name);
  }

  #reply({ call, result = {}, error }) {
    const { resolve, reject } = this.#parked.get(call);
    this.#parked.delete(call);
    if (error) reject(Object.assign(raised(error), { result }));
    else resolve(result);
  }

  #hasNews() {
    return this.#calls.length + this.#returns.length + this.#logs.length > 0;
  }

  #answer() {
    const said = { calls: this.#calls, returns: this.#returns, logs: this.#logs };
    [this.#calls, this.#returns, this.#logs] = [[], [], []];
    return { world: this.#number, now: clock.now, ...said };
  }
}

// -- errors --

function raised({ kind, id, message, wrap }) {
  const bare = Object.assign(new ContentError(kind, message), { id });
  const layers = { "": 0, twice: 2 }[wrap] ?? 1;
  return Array(layers).fill(`a collaborator failed: ${message}`).reduce((cause, text) => new Error(text, { cause }), bare);
}

function wireError(error) {
  const links = [...chain(error)];
  const kinds = [...new Set(links.map((link) => link.kind).filter((kind) => kind && kind !== "other"))];
  const ids = [...new Set(links.map((link) => link.id).filter(Boolean))];
  return { kinds, ids, message: String(error?.message ?? error) };
}

// -- lines --

// Sizes go up to 64 bits: what a double cannot hold exactly is carried as a BigInt.
const parse = (line) =>
  JSON.parse(line.replace(/"size":(-?\d{16,})/g, '"size":{"int64":"$1"}'), (_, value) =>
    typeof value?.int64 === "string" ? BigInt(value.int64) : value,
  );
const text = (answer) =>
  JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? { int64: String(value) } : value)).replace(
    /\{"int64":"(-?\d+)"\}/g,
    "$1",
  );

function* lines(descriptor) {
  const piece = Buffer.alloc(1 << 16);
  let held = Buffer.alloc(0);
  for (let n = fs.readSync(descriptor, piece); n > 0; n = fs.readSync(descriptor, piece)) {
    held = Buffer.concat([held, piece.subarray(0, n)]);
    for (let end = held.indexOf(10); end >= 0; end = held.indexOf(10)) {
      yield held.subarray(0, end).toString();
      held = held.subarray(end + 1);
    }
  }
}

function send(descriptor, line) {
  for (let left = Buffer.from(`${line}\n`); left.length > 0; ) {
    left = left.subarray(fs.writeSync(descriptor, left));
  }
}

let world = null;
const answers = Number(process.env.REMOTES_OUT ?? 4);
for (const line of lines(Number(process.env.REMOTES_IN ?? 3))) {
  const command = parse(line);
  if (command.do === "begin") world = new World(command.world);
  send(answers, command.do === "describe" ? JSON.stringify(WHO) : text(await world.obey(command)));
}
