import { type Canary, type KubeObject, Stop } from '@flagger/api';
import { aConfig, aDeployment } from '@flagger/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  canary,
  initialized,
  primaryRef,
  revisionIn,
  usingSettings,
  type WorkloadsInMemory,
  workloadsOn,
} from '../../test/workloads-in-memory.ts';

const gone = { apiVersion: 'flagger.app/v1alpha3', kind: 'Canary', name: 'former', uid: 'gone' };
const COPY = aConfig('settings-primary');
const settings = (key: string): KubeObject => aConfig('settings', { data: { KEY: key } });
const theirs = (changes: object = {}): KubeObject =>
  aConfig('settings-primary', { data: { KEY: 'theirs' }, ...changes });
/** That pods read these ConfigMaps. */
const reading = (...names: readonly string[]): object => ({
  spec: {
    template: {
      spec: { containers: [{ name: 'main', image: 'x', envFrom: names.map((name) => ({ configMapRef: { name } })) }] },
    },
  },
});
const using = (...names: readonly string[]): KubeObject => aDeployment(reading(...names));

const promoted = async ({ workloads }: WorkloadsInMemory, by: Canary = canary, run = 'run-2') =>
  workloads.promote(by, { revision: revisionIn(await workloads.see(by)) }, run);

describe('what is there under the name of a copy', () => {
  let made: WorkloadsInMemory;
  const held = (): unknown => made.objects.peek<KubeObject & { readonly data: unknown }>(COPY)?.data;
  beforeEach(async () => {
    made = await initialized([aDeployment()]);
    made.objects.set(using('extra', 'settings'));
    made.objects.set(aConfig('extra'));
    made.objects.set(settings('one'));
  });

  it.each(['ConfigMap', 'Secret'])(
    'is refused where somebody made it, before anything is written: %s',
    async (kind) => {
      const [name, own] = kind === 'Secret' ? ['secretRef', 'keys'] : ['configMapRef', 'settings'];
      const containers = [
        { name: 'main', image: 'x', envFrom: [{ configMapRef: { name: 'extra' } }, { [name]: { name: own } }] },
      ];
      made.objects.set(aDeployment({ spec: { template: { spec: { containers } } } }));
      made.objects.set(aConfig('keys', { kind: 'Secret', type: 'Opaque' }));
      const other = made.objects.set(aConfig(`${own}-primary`, { kind, type: 'Opaque', data: { KEY: 'theirs' } }));
      await expect(promoted(made)).rejects.toThrow(Stop);
      await expect(promoted(made)).rejects.toThrow(
        `spec.targetRef.name: found "podinfo", allowed is the name of a Deployment whose ConfigMaps and Secrets can be copied: ${kind} ${own}-primary`,
      );
      expect([made.objects.writes, made.objects.peek(other)]).toEqual([[], other]);
      made.objects.delete(other);
      await promoted(made);
      expect(made.objects.peek(other)).toMatchObject({ data: { KEY: 'one' } });
    },
  );

  it('is refused at the initialisation too', async () => {
    const { workloads, objects } = workloadsOn([aDeployment(usingSettings), settings('one'), theirs()]);
    await expect(workloads.ensurePrimary(canary, 'run-1')).rejects.toThrow(Stop);
    expect(objects.writes).toEqual([]);
  });

  it('is taken where a Canary owned it, be that gone', async () => {
    made.objects.set(theirs({ metadata: { ownerReferences: [gone] } }));
    await promoted(made);
    expect(held()).toEqual({ KEY: 'one' });
  });

  it.each([{}, { 'velero.io/backup-name': 'nightly' }])(
    'is taken where it holds what it is to hold, whatever its labels: %j',
    async (labels) => {
      made.objects.set(theirs({ metadata: { labels }, data: { KEY: 'one' } }));
      await promoted(made);
      expect(made.objects.peek(COPY)?.metadata.ownerReferences).toMatchObject([{ kind: 'Canary', name: 'podinfo' }]);
    },
  );

  it('is taken where the primary has it for a copy, as where the Canary was deleted alone', async () => {
    await promoted(made);
    made.objects.set(theirs());
    made.objects.set(settings('two'));
    await promoted(made, canary, 'run-3');
    expect(held()).toEqual({ KEY: 'two' });
  });

  it('is refused where the target refers to it itself, as the primary may while nothing is tracked', async () => {
    await made.objects.patch(primaryRef, reading('settings', 'settings-primary'));
    made.objects.set(using('settings', 'settings-primary'));
    made.objects.set(theirs());
    await expect(promoted(made)).rejects.toThrow(Stop);
    expect(held()).toEqual({ KEY: 'theirs' });
  });
});

describe('a Secret that is made again with another type', () => {
  const envFrom = [{ secretRef: { name: 'keys' } }];
  const target = aDeployment({ spec: { template: { spec: { containers: [{ name: 'main', image: 'x', envFrom }] } } } });
  const aSecret = (type: string, ...keys: readonly string[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'keys', namespace: 'test' },
    ...{ type, data: Object.fromEntries(keys.map((key) => [key, 'YQ=='])) },
  });
  const copyIn = ({ objects }: WorkloadsInMemory): KubeObject | undefined =>
    objects.peek({ ...aSecret(''), metadata: { name: 'keys-primary', namespace: 'test' } });

  it.each([
    ['Opaque', ['a'], 'kubernetes.io/tls', ['tls.crt', 'tls.key']],
    ['kubernetes.io/tls', ['tls.crt', 'tls.key'], 'Opaque', ['tls.crt', 'tls.key', 'ca.crt']],
    ['kubernetes.io/basic-auth', ['username', 'password'], 'Opaque', ['password']],
  ])('is copied, and the copy keeps its own, which cannot be changed: %s', async (former, before, type, keys) => {
    const made = await initialized([target, aSecret(former, ...before)]);
    made.objects.set(aSecret(type, ...keys));
    await promoted(made);
    const { data } = aSecret(type, ...keys) as KubeObject & { readonly data?: unknown };
    expect(copyIn(made)).toMatchObject({ type: former, data });
  });

  it.each([
    ['kubernetes.io/tls', ['tls.crt', 'tls.key'], ['tls.crt'], 'tls.key'],
    ['kubernetes.io/tls', ['tls.crt', 'tls.key'], ['a'], 'tls.crt and tls.key'],
    ['kubernetes.io/ssh-auth', ['ssh-privatekey'], ['a'], 'ssh-privatekey'],
    ['kubernetes.io/basic-auth', ['username'], ['a'], 'username or password'],
  ])(
    'is refused where the copy would lack what its type demands, until that is deleted: %s',
    async (type, before, keys, told) => {
      const made = await initialized([target, aSecret(type, ...before)]);
      made.objects.set(aSecret('Opaque', ...keys));
      await expect(promoted(made)).rejects.toThrow(
        `Secret keys-primary is of type ${type}, which needs ${told}, and Secret keys is of type Opaque now and has no such key; delete Secret keys-primary`,
      );
      expect(made.objects.writes).toEqual([]);
      made.objects.delete(copyIn(made) ?? aSecret(''));
      await promoted(made);
      expect(copyIn(made)).toMatchObject({ type: 'Opaque' });
    },
  );
});
