import { describe, expect, it } from '@jest/globals';
import { pauseOf, requestOf } from './verbs.ts';

const asked = (value: string, verb: 'abort' | 'approve' = 'approve') =>
  requestOf({ name: 'podinfo', annotations: { [`flagger.app/${verb}`]: value } }, verb);

describe('a request in an annotation', () => {
  it('has an id, a gate and a name', () => {
    expect(asked('2026-01-01T10:00:00Z for the big gate by Anna B.')).toEqual({
      verb: 'approve',
      value: '2026-01-01T10:00:00Z for the big gate by Anna B.',
      id: '2026-01-01T10:00:00Z',
      of: 'the big gate',
      by: 'Anna B.',
    });
    expect(asked('r1')).toEqual({ verb: 'approve', value: 'r1', id: 'r1' });
    expect(asked('r1 by anna')).toMatchObject({ id: 'r1', by: 'anna' });
  });

  it('is none where it is empty, in another form, too long or for a gate that the verb has not', () => {
    expect(asked('')?.problem).toContain('is to be written as');
    expect(asked('please abort')?.problem).toContain('is to be written as');
    expect(asked('x'.repeat(201))?.problem).toContain('more than 200 characters');
    expect(asked('r1 for gate', 'abort')?.problem).toContain('found gate');
    expect(requestOf({ name: 'podinfo' }, 'abort')).toBeUndefined();
  });

  it('is kept short, whatever was written', () => {
    expect(asked('x'.repeat(100_000))?.value).toHaveLength(200);
  });

  it('pauses for as long as it is there and does not say false', () => {
    const paused = (value: string) => pauseOf({ name: 'podinfo', annotations: { 'flagger.app/pause': value } });
    expect(paused('r1 by anna')).toMatchObject({ by: 'anna' });
    expect(paused('')).toMatchObject({ value: '' });
    expect(paused('false')).toBeUndefined();
    expect(pauseOf({ name: 'podinfo' })).toBeUndefined();
  });
});
