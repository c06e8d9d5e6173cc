import type { Clock } from '@flagger/api';
import type { Pod } from '../../workloads/index.ts';
import type { Backend, Destination, Mirror, Route } from '../route-table.ts';
import type { View } from '../view.ts';
import { changedHeaders } from './changed-headers.ts';
import { choose, pick } from './choose.ts';
import { crossOrigin, preflight } from './cors.ts';
import { type Answer, localAnswer, type Request } from './request.ts';
import { resolve } from './resolve.ts';
import { isWorthRetry } from './retry.ts';
import { rewritten } from './rewritten.ts';
import type { Target, Upstream } from './upstream.ts';

/**
 * One request as a proxy saw it; of a retried one the client's proxy sees all attempts as one, and the pods' each its
 * own.
 */
export interface Served {
  readonly reporter: 'source' | 'destination';
  readonly request: Request;
  readonly answer: Answer;
  /** The Service that it was sent to. */
  readonly to: Backend | undefined;
  /** What the rule says that it was sent there by, where an ingress counts by that; as its own proxy saw it. */
  readonly counted?: Destination['counted'];
  readonly ms: number;
}

export interface RouterOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly upstream: Upstream;
  /** What is known now. */
  readonly view: () => View;
  /** Where a pod can be reached; undefined where it runs no server. */
  readonly target: (pod: Pod) => Target | undefined;
  /** Where hosts that are no Services can be reached. */
  readonly outside: (host: string, namespace: string) => Target | undefined;
  readonly served: (served: Served) => void;
}

/** Plays the proxies of a mesh: sends each request to where the mesh's objects say. */
export class Router {
  private readonly copies = new Set<Promise<void>>();

  constructor(private readonly options: RouterOptions) {}

  /** Answers a request; never throws. */
  async answer(request: Request): Promise<Answer> {
    const { outside, upstream, view, clock, served } = this.options;
    const elsewhere = outside(request.host, request.source.namespace);
    if (elsewhere !== undefined) {
      return upstream.send(elsewhere, request, undefined);
    }
    const startedAt = clock.now();
    const resolved = resolve(view(), request);
    const destination = 'route' in resolved ? choose(resolved.route.destinations, this.options.random) : undefined;
    const answer = 'answer' in resolved ? resolved.answer : await this.through(resolved.route, destination, request);
    const { to, counted } = destination ?? {};
    served({ reporter: 'source', request, answer, to, ms: clock.now() - startedAt, ...(counted && { counted }) });
    return answer;
  }

  /** Settles when all copies that are under way have been answered. */
  async idle(): Promise<void> {
    await Promise.all(this.copies);
  }

  private async through(route: Route, destination: Destination | undefined, request: Request): Promise<Answer> {
    const early = preflight(route.cors, request);
    if (early !== undefined) {
      return early;
    }
    const forwarded = rewritten(request, route);
    for (const mirror of route.mirrors) {
      this.copy(mirror, route, forwarded);
    }
    if (destination === undefined) {
      return localAnswer(503, 'no destination has a weight\n', 'NR');
    }
    const headers = changedHeaders(forwarded.headers, [destination.headers.request, route.headers.request]);
    const answer = await this.attempts(route, destination.to, { ...forwarded, headers });
    return {
      ...answer,
      headers: changedHeaders(answer.headers, [
        destination.headers.response,
        route.headers.response,
        crossOrigin(route.cors, request),
      ]),
    };
  }

  /**
   * Sends a request until an answer is good, the attempts are used up or the time is over; each attempt goes to
   * another pod, if there is one.
   */
  private async attempts({ timeoutMs, retries }: Route, to: Backend, request: Request): Promise<Answer> {
    const { clock } = this.options;
    const end = timeoutMs === undefined ? Number.POSITIVE_INFINITY : clock.now() + timeoutMs;
    const tried = new Set<Pod>();
    for (let left = retries.attempts; ; left--) {
      const answer = await this.attempt(to, request, { tried, timeoutMs: lesser(end - clock.now(), retries.perTryMs) });
      if (left <= 0 || clock.now() >= end || answer.flags === 'UH' || !isWorthRetry(answer, retries)) {
        return answer;
      }
    }
  }

  private async attempt(
    to: Backend,
    request: Request,
    { tried, timeoutMs }: { readonly tried: Set<Pod>; readonly timeoutMs: number | undefined },
  ): Promise<Answer> {
    const { view, random, target, upstream, clock, served } = this.options;
    const ready = view().ready(to);
    const untried = ready.filter((pod) => !tried.has(pod));
    const pod = pick(untried.length > 0 ? untried : ready, random);
    if (pod === undefined) {
      return localAnswer(503, 'no healthy upstream', 'UH');
    }
    tried.add(pod);
    const where = target(pod);
    if (where === undefined) {
      return localAnswer(503, 'upstream connect error or disconnect/reset before headers', 'UF');
    }
    const startedAt = clock.now();
    const answer = await upstream.send(where, request, timeoutMs);
    const seen = asSeenThere(answer, where);
    if (seen !== undefined) {
      served({ reporter: 'destination', request, answer: seen, to, ms: clock.now() - startedAt });
    }
    return answer;
  }

  /** Sends a copy whose answer nobody waits for. */
  private copy({ to, percent }: Mirror, route: Route, request: Request): void {
    if (this.options.random() * 100 >= percent) {
      return;
    }
    const shadow = {
      ...request,
      host: `${request.host}-shadow`,
      headers: changedHeaders(request.headers, [route.headers.request]),
    };
    const copying = this.attempt(to, shadow, { tried: new Set(), timeoutMs: route.timeoutMs }).then(
      () => void this.copies.delete(copying),
    );
    this.copies.add(copying);
  }
}

/**
 * What the pod's own proxy saw: nothing where no connection came about, and a request without an answer where the
 * client gave up.
 */
function asSeenThere(answer: Answer, { server }: Target): Answer | undefined {
  if (answer.flags === 'UF' || answer.flags === 'DPE') {
    return undefined;
  }
  return answer.flags === '-' ? answer : { ...answer, status: 0, flags: 'DC', by: server };
}

const lesser = (ms: number, other: number | undefined): number | undefined => {
  const least = Math.min(ms, other ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(least) ? Math.max(0, least) : undefined;
};
