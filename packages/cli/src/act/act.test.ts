import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { requestOf, type Verb, VERBS } from '@flagger/api';
import { canaryStatus } from '@flagger/view';
import { house } from '../../test/house.ts';
import { aCanary, aCondition, routed } from '../../test/objects.ts';
import { ASKS } from './verbs.ts';

const cluster = house();
let isOver = false;

beforeAll(() => cluster.put(aCanary()));
beforeEach(async () => {
  isOver = false;
  await cluster.unask();
  await cluster.status({ phase: 'Progressing', conditions: [routed] });
});
afterEach(() => {
  isOver = true;
});

/** Plays the operator: answers the requests that it finds, as docs/verbs.md says. */
async function operate(answer: 'True' | 'False', phase: string): Promise<void> {
  for (let answered = false; !answered && !isOver;) {
    const { metadata } = await cluster.canary();
    const asked = [...VERBS, 'pause' as const].flatMap((verb) => requestOf(metadata, verb) ?? []);
    const { conditions } = canaryStatus(await cluster.canary());
    const open = asked.filter(
      ({ value }) => !conditions.some(({ message }) => message.startsWith(JSON.stringify(value))),
    );
    for (const { verb, value } of open) {
      const ask = Object.values(ASKS).find(({ annotation }) => annotation === verb);
      const says = answer === 'True' ? 'is done: so it is' : 'is refused: so it is not';
      await cluster.status({
        phase,
        conditions: [aCondition(ask?.condition ?? '', answer, `${JSON.stringify(value)} ${says}`), routed],
      });
      answered = true;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('a verb', () => {
  it.each<[string, string, Verb | 'pause', string, string]>([
    ['promote', 'Progressing', 'promote', 'Finalising', ''],
    ['promote', 'Progressing', 'skip-analysis', 'Promoting', '--skip-analysis'],
    ['rollback', 'WaitingPromotion', 'abort', 'Failed', ''],
    ['pause', 'Progressing', 'pause', 'Progressing', ''],
    ['retry', 'Failed', 'retry', 'Progressing', ''],
    ['approve', 'Waiting', 'approve', 'Progressing', ''],
    ['reject', 'WaitingPromotion', 'reject', 'Failed', ''],
  ])(
    '%s, in %s, asks %s, waits for the answer and shows before and after',
    async (verb, phase, annotation, after, more) => {
      await cluster.status({ phase });
      const operator = operate('True', after);
      const { code, out, told } = await cluster.type(`${verb} podinfo -n test --by anna ${more}`);
      await operator;
      expect(out).toBe(`podinfo.test   ${phase} 20% → ${after} 20%\n`);
      expect(told).toMatch(/^"\S+ by anna" is done: so it is$/);
      expect(code).toBe(0);
      expect(requestOf((await cluster.canary()).metadata, annotation)).toMatchObject({ by: 'anna' });
    },
  );

  it('changes no spec', async () => {
    const before = await cluster.canary();
    await cluster.type('promote podinfo -n test --wait=false');
    const after = await cluster.canary();
    expect(after.spec).toEqual(before.spec);
    expect(after.metadata.generation).toBe(before.metadata.generation);
  });

  it('that the operator refuses ends with 6 and its reason', async () => {
    const operator = operate('False', 'Progressing');
    const { code, told } = await cluster.type('promote podinfo -n test');
    await operator;
    expect(code).toBe(6);
    expect(told).toContain('is refused: so it is not');
  });

  it('that nobody answers ends with 4, and without waiting with 0', async () => {
    expect((await cluster.type('promote podinfo -n test --timeout 30ms')).code).toBe(4);
    expect((await cluster.type('promote podinfo -n test --wait=false')).code).toBe(0);
  });

  it('names the gate that it is for', async () => {
    await cluster.status({ phase: 'Waiting' });
    await cluster.type('approve podinfo -n test --gate ask --by anna --wait=false');
    expect(requestOf((await cluster.canary()).metadata, 'approve')).toMatchObject({ of: 'ask', by: 'anna' });
  });

  it('gives its answer as data', async () => {
    const operator = operate('True', 'Finalising');
    const { out } = await cluster.type('promote podinfo -n test -o json');
    await operator;
    expect(JSON.parse(out)).toMatchObject({
      kind: 'Answer',
      before: { phase: 'Progressing' },
      after: { phase: 'Finalising' },
      answer: { isDone: true },
    });
  });
});

describe('a verb without effect', () => {
  it.each([
    ['promote', 'Succeeded', 6, 'nothing is being released: the phase is Succeeded'],
    ['rollback', 'Succeeded', 6, 'nothing is being released'],
    ['rollback', 'Failed', 0, 'it is rolled back already'],
    ['retry', 'Succeeded', 6, 'nothing has failed'],
    ['retry', 'Progressing', 0, 'it is being released already'],
    ['approve', 'Progressing', 6, 'nothing waits for an approval'],
    ['resume', 'Progressing', 0, 'it is not paused'],
  ])('%s, in %s, ends with %i and says why', async (verb, phase, code, text) => {
    await cluster.status({ phase });
    const { version: before } = { version: (await cluster.canary()).metadata.resourceVersion };
    const ran = await cluster.type(`${verb} podinfo -n test`);
    expect(ran.code).toBe(code);
    expect(ran.told).toContain(text);
    expect((await cluster.canary()).metadata.resourceVersion).toBe(before);
  });

  it('is the same verb a second time: pause of what is paused', async () => {
    await cluster.status({ conditions: [aCondition('Paused', 'True', 'x'), routed] });
    expect(await cluster.type('pause podinfo -n test')).toMatchObject({ code: 0, told: 'it is paused already' });
    expect(await cluster.type('promote podinfo -n test')).toMatchObject({
      code: 6,
      told: 'error: promote of podinfo.test is refused: it is paused: resume it first',
    });
  });
});

describe('resume', () => {
  it('takes the annotation away, and waits until the operator says so', async () => {
    await cluster.type('pause podinfo -n test --wait=false');
    await cluster.status({ conditions: [aCondition('Paused', 'True', 'x'), routed] });
    const resuming = cluster.type('resume podinfo -n test');
    while (requestOf((await cluster.canary()).metadata, 'pause') !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await cluster.status({ conditions: [aCondition('Paused', 'False', 'it goes on'), routed] });
    expect(await resuming).toMatchObject({ code: 0, told: 'it goes on' });
  });
});

describe("a cluster of Flagger's own operator", () => {
  it('is told what does the same there, and nothing is written', async () => {
    await cluster.status({ conditions: [aCondition('Promoted', 'Unknown', 'x')] });
    const before = (await cluster.canary()).metadata.resourceVersion;
    const { code, told } = await cluster.type('pause podinfo -n test');
    expect(code).toBe(6);
    expect(told).toContain("Flagger's own reads no annotations. There, set spec.suspend of the Canary to true.");
    expect((await cluster.canary()).metadata.resourceVersion).toBe(before);
    expect((await cluster.type('pause podinfo -n test --force --wait=false')).code).toBe(0);
  });
});
