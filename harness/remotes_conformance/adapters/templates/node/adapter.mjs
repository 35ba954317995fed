// An adapter for remotes-conformance: it runs handlers.mjs, and carries their calls to the harness.
import fs from "node:fs";
import { fetch, makeRefKey, push } from "./handlers.mjs";

const WHO = {
  protocol: 1, implementation: "mine", version: "0", language: "node", issues: "",
  editions: ["2017-06"], capabilities: ["make_ref_key", "fetch", "push", "virtual-time"],
};

// When this resolves, every promise that could go on has gone on.
const settle = () => new Promise((resolve) => setImmediate(resolve));

// One call of a handler: what its collaborators find in its context, and its waits.
class Context {
  fields = {};
  cancelled = false;
  waits = null; // { due, end }

  constructor(world, task) {
    Object.assign(this, { world, task });
  }

  seen() {
    return { task: this.task, cancelled: this.cancelled, fields: this.fields };
  }

  log(level, message) {
    this.world.logs.push({ task: this.task, level, message, fields: this.fields });
  }

  ask(op, given) {
    const call = ++this.world.made;
    this.world.calls.push({ call, op, task: this.task, ...given });
    return new Promise((resolve, reject) => this.world.parked.set(call, { resolve, reject }));
  }

  // True as soon as the caller has given up, false when the time has passed.
  async wait(milliseconds) {
    if (this.cancelled) return true;
    await new Promise((end) => (this.waits = { due: this.world.now + milliseconds * 1e6, end }));
    this.waits = null;
    return this.cancelled;
  }
}

class World {
  now = 0;
  made = 0;
  parked = new Map();
  tasks = new Map();

  async obey(command) {
    Object.assign(this, { calls: [], returns: [], logs: [] });
    for (const task of command.cancel ?? []) {
      const context = this.tasks.get(task);
      context.cancelled = true;
      context.waits?.end();
    }
    await settle();
    if (command.do === "start") this.#start(command);
    if (command.do === "reply") this.#reply(command);
    if (command.do === "advance") this.#advance(command.until);
    await settle();
    const { calls, returns, logs } = this;
    return { world: command.world, now: this.now, calls, returns, logs };
  }

  #start({ task, kind, descriptor, cancelled }) {
    const context = new Context(this, task);
    context.cancelled = cancelled;
    this.tasks.set(task, context);
    if (kind === "key") {
      this.returns.push({ task, key: makeRefKey(context, descriptor) });
      return;
    }
    const handle = kind === "fetch" ? fetch : push;
    handle(context, descriptor).then(
      () => this.returns.push({ task, ok: true, children: 0 }),
      (error) => this.returns.push({ task, error: reported(error) }),
    );
  }

  #reply({ call, result = {}, error }) {
    const { resolve, reject } = this.parked.get(call);
    this.parked.delete(call);
    if (error) reject(Object.assign(new Error(error.message), error, { result }));
    else resolve(result);
  }

  #advance(until) {
    if (this.calls.length + this.returns.length > 0) return; // that is reported first
    const waiting = [...this.tasks.values()].filter((one) => one.waits && one.waits.due <= until);
    const next = waiting.sort((one, other) => one.waits.due - other.waits.due)[0];
    this.now = next ? next.waits.due : until;
    next?.waits.end();
  }
}

function reported(error) {
  const links = [];
  for (let link = error; link instanceof Error; link = link.cause) links.push(link);
  const ids = links.map((link) => link.id).filter(Boolean);
  return { kinds: links.map((link) => link.kind).filter(Boolean), ids, message: error.message };
}

// Sizes have up to 64 bits: what a double cannot hold is carried as a BigInt.
const parse = (line) =>
  JSON.parse(line.replace(/"size":(-?\d{16,})/g, '"size":{"int64":"$1"}'), (_, value) =>
    typeof value?.int64 === "string" ? BigInt(value.int64) : value,
  );
const text = (answer) =>
  JSON.stringify(answer, (_, value) => (typeof value === "bigint" ? { int64: String(value) } : value)).replace(
    /\{"int64":"(-?\d+)"\}/g, "$1",
  );

let world = null;
const piece = Buffer.alloc(65536);
let held = [];
for (let n = fs.readSync(3, piece); n > 0; n = fs.readSync(3, piece)) {
  held.push(Buffer.from(piece.subarray(0, n)));
  if (piece[n - 1] !== 10) continue; // the harness sends the next command after the answer
  const command = parse(Buffer.concat(held).toString());
  held = [];
  if (command.do === "begin") world = new World();
  const answer = command.do === "describe" ? WHO : await world.obey(command);
  for (let left = Buffer.from(`${text(answer)}\n`); left.length > 0; ) left = left.subarray(fs.writeSync(4, left));
}
