import { describe, expect, it } from '@jest/globals';
import type { OwnerReference } from '@flagger/api';
import { aCanary, aConfig } from '@flagger/testing';
import type { ConfigObject } from '../configs.ts';
import { configCopy, isCopied } from './config-copy.ts';

const original: ConfigObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  type: 'kubernetes.io/tls',
  metadata: {
    name: 'certs',
    namespace: 'test',
    uid: 'u',
    resourceVersion: '9',
    labels: { 'team.example/a': '1', other: '2' },
    annotations: { note: 'x' },
  },
  data: { 'tls.crt': 'YQ==' },
};
const mine: OwnerReference = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  name: 'podinfo',
  uid: 'canary-uid',
  controller: true,
  blockOwnerDeletion: true,
};
const theirs: OwnerReference = { ...mine, name: 'other', uid: 'other-uid' };
const copyOf = (existing?: ConfigObject): ConfigObject =>
  configCopy(aCanary(), original, { existing, prefixes: ['team.example'] });
const existing = (...ownerReferences: readonly OwnerReference[]): ConfigObject => ({
  ...copyOf(),
  metadata: { ...copyOf().metadata, resourceVersion: '4', ownerReferences },
});

describe('configCopy', () => {
  it('has the data and type of the original, the labels that go over, and the Canary as controller', () => {
    expect(copyOf()).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: {
        name: 'certs-primary',
        namespace: 'test',
        labels: { 'team.example/a': '1' },
        ownerReferences: [mine],
      },
      data: { 'tls.crt': 'YQ==' },
    });
  });

  it('has the binaryData of a ConfigMap as well, and is not immutable where that is', () => {
    const store = { metadata: aConfig('store').metadata, binaryData: { jks: 'YQ==' }, immutable: true };
    const copy = configCopy(
      aCanary(),
      { ...store, apiVersion: 'v1', kind: 'ConfigMap' },
      { existing: undefined, prefixes: [] },
    );
    expect(copy).toMatchObject({ metadata: { name: 'store-primary' }, binaryData: { jks: 'YQ==' } });
    expect(copy).not.toHaveProperty('immutable');
  });

  it('leaves a copy that another Canary uses too to both of them', () => {
    expect(copyOf(existing(theirs)).metadata).toMatchObject({
      resourceVersion: '4',
      ownerReferences: [mine, { ...theirs, controller: false }],
    });
    expect(copyOf(existing(mine, theirs)).metadata.ownerReferences).toHaveLength(2);
  });
});

describe('isCopied', () => {
  it('wants the content, and this Canary among the owners', () => {
    expect(isCopied(aCanary(), existing(theirs, { ...mine, controller: false }), copyOf())).toBe(true);
    expect(isCopied(aCanary(), existing(theirs), copyOf())).toBe(false);
    expect(isCopied(aCanary(), { ...existing(mine), data: { 'tls.crt': 'Yg==' } }, copyOf())).toBe(false);
    expect(isCopied(aCanary(), { ...existing(mine), binaryData: { blob: 'YQ==' } }, copyOf())).toBe(false);
  });
});
