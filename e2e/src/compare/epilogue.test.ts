import { describe, expect, it } from '@jest/globals';
import { withoutEpilogue } from './epilogue.ts';
import type { Sighting } from './sighting.ts';

const status = (phase: string): Sighting => ({ saw: 'status', canary: 'a', status: { phase } });
const event = (message: string): Sighting => ({ saw: 'event', type: 'Normal', reason: 'Synced', message });
const OURS = [event('x'), status('Finalising'), event('a'), event('Promotion completed!'), status('Succeeded')];

describe('a recording that ends at a status', () => {
  it('does not know what Flagger told after it', () => {
    expect(withoutEpilogue([event('a'), status('Finalising'), status('Succeeded')], OURS)).toEqual([
      event('x'),
      status('Finalising'),
      event('a'),
      status('Succeeded'),
    ]);
  });
});

describe('a recording that ends at a status written again', () => {
  it('knows all that was told', () => {
    expect(withoutEpilogue([event('a'), status('Succeeded'), status('Succeeded')], OURS)).toEqual(OURS);
  });
});

describe('a recording that goes on after the last status', () => {
  it('knows all that was told', () => {
    expect(withoutEpilogue([event('a'), status('Finalising'), status('Succeeded'), event('b')], OURS)).toEqual(OURS);
  });
});
