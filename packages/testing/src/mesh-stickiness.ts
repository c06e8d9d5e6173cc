import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, ALL_TO_PRIMARY, pairOf, type Routes, split, type Stickiness } from '@flagger/api';
import { meshCanary, routedCluster, type Subject } from './mesh-cluster.ts';

const RING = 'ring=AbCdEfGhIj; Max-Age=3600; Path=/shop; SameSite=Lax; Secure';
const FIRST = 'first=KlMnOpQrSt; Max-Age=10';
const BOUND: Stickiness = { kind: 'bound', canary: RING };
const BOTH: Stickiness = { ...BOUND, primary: FIRST };
const OVER: Stickiness = { kind: 'over', canary: `${pairOf(RING)}; Max-Age=-1` };

const sticky = meshCanary({ analysis: { stepWeight: 10, sessionAffinity: { cookieName: 'ring' } } });

/** A run from its first step to its end, and the next one. */
const RUN: readonly Routes[] = [
  ALL_TO_PRIMARY,
  { ...split(30), stickiness: BOUND },
  { ...split(60), stickiness: BOUND },
  { ...split(60), stickiness: BOTH },
  { ...ALL_TO_CANARY, stickiness: BOTH },
  { ...ALL_TO_PRIMARY, stickiness: OVER },
  { ...split(30), stickiness: { kind: 'bound', canary: RING.replace('AbC', 'XyZ') } },
];

/** Clients that a cookie keeps on one side. */
export function stickiness(subject: Subject): void {
  (subject.provider.capabilities.sticky ? binding : withoutBinding)(subject);
}

function binding(subject: Subject): void {
  it('binds clients to a side by a cookie, keeps it while repairing, and ends it with the run', async () => {
    const { router, look } = await routedCluster(subject, sticky);
    const before = await look(sticky);
    for (const wanted of RUN) {
      await router.setRoutes(sticky, wanted);
      expect(await router.routes(sticky)).toEqual(wanted);
      expect(await router.setRoutes(sticky, wanted)).toEqual([]);
      expect(await router.ensure(sticky, ALL_TO_PRIMARY)).toEqual([]);
    }
    expect(await router.setRoutes(sticky, ALL_TO_PRIMARY)).not.toEqual([]);
    expect((await look(sticky))?.spec).toEqual(before?.spec);
  });

  it('has what clients are to be given, and what of it they send back', async () => {
    const { router, look } = await routedCluster(subject, sticky);
    for (const [bound, cookies] of [
      [BOTH, [RING, FIRST]],
      [OVER, [OVER.canary]],
    ] as const) {
      await router.setRoutes(sticky, { ...split(bound.kind === 'over' ? 0 : 30), stickiness: bound });
      const text = JSON.stringify((await look(sticky))?.spec);
      cookies.forEach((cookie) => expect(text).toContain(JSON.stringify(cookie)));
      cookies.forEach((cookie) => expect(text).toContain(JSON.stringify(`.*${pairOf(cookie).replace('=', '.*')}.*`)));
    }
  });

  it('creates its objects with clients that are bound already', async () => {
    const wanted = { ...split(30), stickiness: BOTH };
    const { router } = await routedCluster(subject, sticky, wanted);
    expect(await router.routes(sticky)).toEqual(wanted);
  });

  it('repairs drift and keeps who is bound', async () => {
    const wanted = { ...split(30), stickiness: BOTH };
    const { router, look, edit } = await routedCluster(subject, sticky, wanted);
    const before = await look(sticky);
    await edit(sticky, subject.fixtures.drift);
    expect(await router.ensure(sticky, ALL_TO_PRIMARY)).not.toEqual([]);
    expect((await look(sticky))?.spec).toEqual(before?.spec);
  });
}

function withoutBinding(subject: Subject): void {
  it('cannot bind clients: splits them like all others', async () => {
    const { router } = await routedCluster(subject, sticky);
    await router.setRoutes(sticky, { ...split(30), stickiness: BOTH });
    expect(await router.routes(sticky)).toEqual(split(30));
  });
}
