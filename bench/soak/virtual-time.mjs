/** Lets everything run that waits for no time. */
export async function settle(rounds = 6) {
  for (let round = 0; round < rounds; round++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A machine whose time passes only when it is told to. */
export class VirtualMachine {
  time = Date.parse('2026-01-01T00:00:00Z');
  timers = new Set();

  now() {
    return this.time;
  }

  elapsed() {
    return this.time;
  }

  random() {
    return 0.5;
  }

  after(ms, callback) {
    const timer = { at: this.time + ms, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  async pass(ms) {
    const end = this.time + ms;
    for (;;) {
      let next;
      for (const timer of this.timers) {
        next = timer.at <= end && !(next?.at <= timer.at) ? timer : next;
      }
      if (!next) {
        break;
      }
      this.timers.delete(next);
      this.time = Math.max(this.time, next.at);
      next.callback();
      await settle(2);
    }
    this.time = end;
  }
}
