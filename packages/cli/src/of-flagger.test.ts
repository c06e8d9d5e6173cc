import { beforeAll, describe, expect, it } from '@jest/globals';
import { house, type Ran } from '../test/house.ts';
import { CANARIES_OF_FLAGGER, eventOfFlagger, flaggerCrds } from '../test/of-flagger.ts';

const cluster = house(flaggerCrds());
const type = (line: string): Promise<Ran> => cluster.type(`${line} -n test`);
const NOW = Date.parse('2026-01-01T10:00:05Z');

beforeAll(async () => {
  for (const canary of CANARIES_OF_FLAGGER) {
    await cluster.put(canary);
  }
  const started = 'New revision detected! Scaling up basket.test';
  await cluster.put(eventOfFlagger('Normal', started, '2026-01-01T09:59:40Z'));
  const halted = 'Halt basket.test advancement success rate 87.25% < 99%';
  await cluster.put(eventOfFlagger('Warning', halted, '2026-01-01T10:00:00Z'));
});

describe('in a cluster that Flagger itself looks after', () => {
  it('get lists canaries of every phase', async () => {
    const { code, out } = await cluster.type('get -n test', { now: NOW });
    expect(code).toBe(0);
    expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
      'NAME     PHASE                STEP   WEIGHT   FAILED   SINCE   WHY',
      'bad      ✘ Failed             0/3    0%       0/2      5s',
      'basket   ▶ Progressing        1/3    20%      1/2      5s',
      'copied   ▶ Promoting          3/3    60%      0/2      5s',
      'fresh    ✔ Initialized        0/3    0%       0/2      5s',
      'gated    ‖ Waiting            0/3    0%       0/2      5s',
      'good     ✔ Succeeded          3/3    0%       0/2      5s',
      'held     ▶ Progressing        1/3    20%      0/2      5s      It is suspended',
      'ready    ‖ WaitingPromotion   0/3    0%       0/2      5s',
      '',
    ]);
  });

  it.each([
    [
      'basket',
      /with 20 % of the traffic.*The last event says: Halt basket\.test advancement success rate 87\.25% < 99%\./,
    ],
    ['held', /It is suspended\. The operator leaves it as it is until spec\.suspend is false again\.$/],
    ['gated', /It waits for an approval\..*`kubectl flagger gate open`/],
    ['ready', /It waits for an approval\..*`kubectl flagger gate open`/],
    ['bad', /change an annotation of its pod template/],
    ['good', /the primary runs it\.$/],
  ])('why %s says what is known, and advises nothing that this operator does not do', async (name, text) => {
    const { code, out } = await type(`why ${name}`);
    expect([code, out.trim()]).toEqual([0, expect.stringMatching(text)]);
    expect(out).not.toMatch(/flagger (?:approve|reject|retry|resume)/);
  });

  it.each([
    ['tree basket', 'Deployment/basket-primary'],
    ['status basket', 'New revision detected, progressing canary analysis.'],
    ['status basket -o revision', 'b'],
    ['events basket', 'Halt basket.test advancement'],
    ['history basket', 'running'],
    ['get basket -o json', '"phase": "Progressing"'],
  ])('%s works', async (line, text) => {
    const { code, out } = await type(line);
    expect([code, out]).toEqual([0, expect.stringContaining(text)]);
  });

  it.each([
    ['good', 'succeeded', 0],
    ['bad', 'succeeded', 3],
    ['ready', 'waiting', 0],
    ['held', 'waiting', 0],
    ['basket', 'succeeded --timeout 30ms', 4],
  ])('status %s --for %s ends with %d', async (name, wanted, code) => {
    expect(await type(`status ${name} --for ${wanted}`)).toMatchObject({ code });
  });

  it('check says what the CRD does not keep', async () => {
    expect((await type('check')).out).toContain('! CHK011 the CRD canaries.flagger.app is of an older version');
  });

  it.each([
    ['promote basket', 'set spec.skipAnalysis'],
    ['promote basket --skip-analysis', 'set spec.skipAnalysis'],
    ['rollback basket', 'open the gate of a rollback webhook'],
    ['rollback bad', 'open the gate of a rollback webhook'],
    ['pause basket', 'set spec.suspend of the Canary to true'],
    ['resume held', 'set spec.suspend of the Canary to false'],
    ['retry bad', 'change the target'],
    ['approve ready', 'kubectl flagger gate open'],
    ['reject ready', 'open the gate of a rollback webhook'],
  ])(
    '%s ends with 6, asks for nothing, and says that this operator does not know it and what to do',
    async (line, text) => {
      const { code, out, told } = await type(line);
      expect([code, out]).toEqual([6, '']);
      expect(told).toContain("Flagger's own reads no annotations");
      expect(told).toContain(text);
      const [, name = ''] = line.split(' ');
      expect((await cluster.read('Canary', name)).metadata).not.toHaveProperty('annotations');
    },
  );

  it('asks all the same where it is told to, and waits in vain', async () => {
    expect(await type('promote good --force --timeout 30ms')).toMatchObject({ code: 4 });
  });
});
