import { ALL_TO_PRIMARY, isSameJson, type Routes } from '@flagger/api';
import type { Random, Serving } from '@flagger/simulated-cluster';
import { Counted, draws } from './counted.ts';
import type { Traffic } from './plan.ts';
import type { Minute, Users as MetByUsers } from './report.ts';
import type { Side } from './series.ts';

const LOAD_RATE = 10;
const LOAD_MS = 60_000;
const DEAD = { errors: 1, p99Ms: 5 };

export interface UserPorts {
  readonly traffic: Traffic;
  readonly random: Random;
  readonly now: () => number;
  readonly serving: (side: Side) => Serving;
  /** Whether only some users are led to the canary, by what their requests say. */
  readonly isMatched: boolean;
}

/** Those who call the service, second by second, and who tells how it went. */
export class Users {
  /** What proxies and pods counted, load tests and copies too. */
  readonly counted: Readonly<Record<Side, Counted>> = { canary: new Counted(), primary: new Counted() };
  private met: Readonly<Record<Side, Counted>> = { canary: new Counted(), primary: new Counted() };
  readonly minutes: Minute[] = [];
  routes: Routes = ALL_TO_PRIMARY;
  private former: unknown;
  private releasedAt = Infinity;
  private isTroubled = false;
  private load = { until: 0, isOfCanary: false };
  private owed = 0;

  constructor(private readonly ports: UserPorts) {}

  /** From now on what users meet is told, and whatever the primary runs that is not this is the new revision. */
  released(): void {
    this.met = { canary: new Counted(), primary: new Counted() };
    this.former = this.ports.serving('primary').template;
    this.releasedAt = this.ports.now();
  }

  /** A load tester begins, or goes on. */
  loaded(command: string): void {
    this.load = { until: this.ports.now() + LOAD_MS, isOfCanary: command.includes('-canary') };
  }

  /** The requests of one second. */
  second(): void {
    const { traffic, random, now, isMatched } = this.ports;
    this.isTroubled ||= now() >= this.releasedAt && this.routes.canary >= traffic.from;
    this.owed += traffic.rate;
    const requests = Math.floor(this.owed);
    this.owed -= requests;
    const share = (this.routes.canary / 100) * (isMatched ? traffic.cohort : 1);
    const toCanary = draws(random, requests, share);
    const failed = this.send('canary', toCanary, true) + this.send('primary', requests - toCanary, true);
    if (this.routes.mirrored) {
      this.send('canary', requests - toCanary, false);
    }
    if (now() < this.load.until) {
      this.send(this.load.isOfCanary ? 'canary' : 'primary', LOAD_RATE, false);
    }
    this.noted(requests, failed);
  }

  /** What users met since the release. */
  summary(): MetByUsers {
    const of = (side: Side) => {
      const { requests, failed } = this.met[side];
      return { requests, failed: failed.count, p99Ms: this.met[side].p99() };
    };
    const [canary, primary] = [of('canary'), of('primary')];
    return { requests: canary.requests + primary.requests, failed: canary.failed + primary.failed, canary, primary };
  }

  private send(side: Side, requests: number, isOfUsers: boolean): number {
    const { random } = this.ports;
    const { fresh, old, template } = this.ports.serving(side);
    if (fresh + old === 0) {
      return this.add(side, { requests, behaviour: DEAD, isOfUsers });
    }
    const isNew = this.releasedAt < Infinity && (side === 'canary' || !isSameJson(template, this.former));
    const toNew = isNew ? draws(random, requests, fresh / (fresh + old)) : 0;
    const { traffic } = this.ports;
    return (
      this.add(side, { requests: toNew, behaviour: this.isTroubled ? traffic.fresh : traffic.former, isOfUsers })
      + this.add(side, { requests: requests - toNew, behaviour: traffic.former, isOfUsers })
    );
  }

  private add(side: Side, { requests, behaviour, isOfUsers }: Sent): number {
    const { random } = this.ports;
    if (requests === 0) {
      return 0;
    }
    const failed = this.counted[side].add(requests, behaviour, random);
    if (isOfUsers) {
      const { met } = this;
      met[side].failed.add(failed, behaviour.p99Ms, random);
      met[side].ok.add(requests - failed, behaviour.p99Ms, random);
    }
    return failed;
  }

  private noted(requests: number, failed: number): void {
    const minute = Math.floor((this.ports.now() - this.releasedAt) / 60_000);
    if (minute < 0) {
      return;
    }
    const before = this.minutes[minute] ?? { requests: 0, failed: 0 };
    this.minutes[minute] = {
      minute,
      weight: this.routes.canary,
      requests: before.requests + requests,
      failed: before.failed + failed,
    };
  }
}

interface Sent {
  readonly requests: number;
  readonly behaviour: Traffic['fresh'];
  readonly isOfUsers: boolean;
}
