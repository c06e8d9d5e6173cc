import { describe, expect, it } from '@jest/globals';
import { textOf } from '../test/page-text.ts';
import { telemetry } from './telemetry.ts';

describe('the metrics of shards', () => {
  it('say which of them are held here, how many canaries that is, and how many replicas live', async () => {
    const { page, showShards } = telemetry('istio');
    const lines = async () =>
      (await textOf(page.pieces())).split('\n').filter((line) => line.startsWith('flagger_shard'));
    expect(await lines()).toEqual([]);
    let held = new Map([[0, 12]]);
    showShards(() => ({ count: 2, living: 3, held }));
    expect(await lines()).toEqual([
      'flagger_shards 2',
      'flagger_shard_replicas 3',
      'flagger_shard_held{shard="0"} 1',
      'flagger_shard_held{shard="1"} 0',
      'flagger_shard_canaries{shard="0"} 12',
    ]);
    held = new Map([[1, 7]]);
    expect((await lines()).slice(2)).toEqual([
      'flagger_shard_held{shard="0"} 0',
      'flagger_shard_held{shard="1"} 1',
      'flagger_shard_canaries{shard="1"} 7',
    ]);
  });
});
