// A clock that moves only on command. It takes the place of setTimeout and clearTimeout.

const MILLISECOND = 1_000_000;

export class VirtualClock {
  now = 0; // nanoseconds
  #timers = new Map();
  #made = 0;

  install() {
    globalThis.setTimeout = (callback, milliseconds = 0, ...given) => {
      const due = this.now + Math.max(1, Math.round(milliseconds * MILLISECOND));
      this.#timers.set(++this.#made, { due, fire: () => callback(...given) });
      return this.#made;
    };
    globalThis.clearTimeout = (timer) => this.#timers.delete(timer);
    Date.now = () => Math.floor(this.now / MILLISECOND);
    performance.now = () => this.now / MILLISECOND;
  }

  reset() {
    this.now = 0;
    this.#timers.clear();
  }

  // Go on to the next moment at which a timer ends, at the latest to `until`: false if none does.
  goOn(until) {
    const next = Math.min(...[...this.#timers.values()].map((timer) => timer.due));
    this.now = Math.max(this.now, Math.min(next, until));
    if (next > until) return false;
    for (const [number, { due, fire }] of [...this.#timers]) {
      if (due <= this.now && this.#timers.delete(number)) fire();
    }
    return true;
  }
}
