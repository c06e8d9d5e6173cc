import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { isAnothers, isOwned, ownedMetadata, ownerNoted } from './owned.ts';

const mine = meshCanary();
const other = meshCanary({ namespace: 'stall' });

describe('the owner of an object', () => {
  it.each([
    ['among those that Kubernetes knows', ownedMetadata(mine, 'basket')],
    ['noted where it may know none', { name: 'basket', annotations: ownerNoted(mine) }],
  ])('is found %s', (_title, metadata) => {
    expect([isOwned(mine, metadata), isAnothers(mine, metadata)]).toEqual([true, false]);
    expect([isOwned(other, metadata), isAnothers(other, metadata)]).toEqual([false, true]);
  });

  it.each(['', 'null', '[null]', '["mine"]', '[{}]', '{"uid":"mine"}'])('is nobody where %j is noted', (text) => {
    const metadata = { name: 'basket', annotations: { 'flagger.app/owners': text } };
    expect([isOwned(mine, metadata), isAnothers(mine, metadata)]).toEqual([false, false]);
  });
});
