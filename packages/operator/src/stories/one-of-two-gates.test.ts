import { parseCanary, type Finding, type Question } from '@flagger/api';
import { decides } from '@flagger/engine';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, setImage } from './podinfo.ts';

const GATES = ['security', 'load'];
const webhooks = GATES.map((name) => ({ name, type: 'confirm-promotion', url: 'http://gates.test' }));

/** A run that waits for two gates of one type, which are asked in order, up to the first that is closed. */
async function waiting(open: ReadonlySet<string>) {
  const asked: string[] = [];
  const findings = (question: Question): readonly Finding[] => {
    const { canary } = parseCanary(world.canary());
    const found: Finding[] = [];
    for (const name of GATES) {
      asked.push(name);
      const finding = { kind: 'reply', hook: 'confirm-promotion', name, ok: open.has(name), message: '' } as const;
      found.push(finding);
      if (!canary || decides({ question, canary }, finding)) {
        break;
      }
    }
    return found;
  };
  const world: MemoryShell = aShell({
    canary: aCanary({ analysis: { webhooks } }),
    find: (question) => (question.what === 'confirm-promotion' ? findings(question) : allIsWell(question)),
  });
  world.start();
  await world.pass(30);
  setImage(world, 'podinfo:2');
  await world.pass(60);
  expect(world.canary().status?.phase).toBe('WaitingPromotion');
  return { world, asked };
}

const approve = (world: MemoryShell, name: string): void =>
  world.edit(aCanary(), (canary) => ({
    ...canary,
    metadata: { ...canary.metadata, annotations: { 'flagger.app/approve': `r1 for ${name} by anna` } },
  }));

describe('two gates of one type', () => {
  it.each(GATES)('where a person approves %s alone, the other one is asked and keeps the run waiting', async (name) => {
    const { world, asked } = await waiting(new Set());
    const { length } = asked;
    approve(world, name);
    await world.pass(60);
    expect(world.canary().status?.phase).toBe('WaitingPromotion');
    expect(asked.slice(length)).toContain(GATES.find((each) => each !== name));
  });

  it('where one is approved and the other one opens, the run is promoted', async () => {
    const open = new Set<string>();
    const { world } = await waiting(open);
    approve(world, 'security');
    open.add('load');
    await world.pass(60);
    expect(world.canary().status?.phase).toBe('Succeeded');
  });
});
