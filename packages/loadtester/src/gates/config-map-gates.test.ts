import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Conflict } from '@flagger/api';
import { type ApiServer, startApiServer } from '@flagger/api-server';
import { CONFIG_MAPS, connect, createTransport } from '@flagger/kubernetes';
import { loadTester } from '../../test/load-tester.ts';
import { thisMachine } from '../machine.ts';
import { clusterConfigMap, type ConfigMap, type Held } from './config-map.ts';
import { ConfigMapShelf } from './config-map-shelf.ts';
import { keyOf, RecordReader, recordsOf } from './gate-record.ts';
import type { GateName, Gates } from './gates.ts';
import { KeptGates } from './kept-gates.ts';

const aGate = (changes: Partial<GateName> = {}): GateName => ({
  kind: 'gate',
  name: 'podinfo',
  namespace: 'test',
  gate: '',
  ...changes,
});
const gatesIn = (map: ConfigMap): Gates => new KeptGates(new ConfigMapShelf(map), thisMachine);
const passage = { checksum: '', isOnce: false };

const nobodyWrites = (): Promise<never> => Promise.reject(new Error('it was written'));

describe('gates in a ConfigMap of a cluster', () => {
  let server: ApiServer;
  let kubeconfig: string;
  const mapCalled = (name: string): ConfigMap =>
    clusterConfigMap({ namespace: 'default', name, kubeconfig, environment: {}, version: 'test' });

  const remove = (name: string) => {
    const transport = createTransport({ connection: connect({ kubeconfig, environment: {}, version: 'test' }) });
    return transport.request({ resource: CONFIG_MAPS, place: { namespace: 'default', name }, verb: 'delete' });
  };

  beforeAll(async () => {
    server = await startApiServer({ token: 'secret' });
    kubeconfig = join(await mkdtemp(join(tmpdir(), 'gates-')), 'kubeconfig');
    await writeFile(kubeconfig, server.kubeconfig());
  });
  afterAll(() => server.close());

  it('are the same for all replicas and after a restart, with who and when', async () => {
    const one = await loadTester({}, { gates: gatesIn(mapCalled('shared')) });
    const other = await loadTester({}, { gates: gatesIn(mapCalled('shared')) });
    expect((await other.post('/gate/check')).text).toBe('Forbidden');
    expect(await mapCalled('shared').read()).toBeUndefined();
    await one.post('/gate/open', { metadata: { who: 'ann' } });
    expect((await other.post('/gate/check')).text).toBe('Approved');
    await one.running.stop();
    const restarted = await loadTester({}, { gates: gatesIn(mapCalled('shared')) });
    expect(JSON.parse((await restarted.get('/gates')).text)).toMatchObject([
      { name: 'podinfo', isOpen: true, by: 'ann' },
    ]);
    await restarted.post('/gate/close');
    expect((await other.post('/gate/check')).text).toBe('Forbidden');
  });

  it('are made anew where somebody removed the ConfigMap', async () => {
    const gates = gatesIn(mapCalled('removed'));
    await gates.open(aGate(), { by: 'ann' });
    await remove('removed');
    await gates.open(aGate({ name: 'other' }), { by: 'ann' });
    expect((await gates.list()).map(({ name }) => name)).toEqual(['other']);
  });

  it('are all written, whoever writes at the same time, and leave alone what is no gate', async () => {
    await mapCalled('busy').create({ note: 'of a person' });
    const replicas = [gatesIn(mapCalled('busy')), gatesIn(mapCalled('busy')), gatesIn(mapCalled('busy'))];
    const names = Array.from({ length: 30 }, (_, number) => `canary-${number}`);
    await Promise.all(
      replicas.flatMap((gates, index) =>
        names.filter((_, number) => number % 3 === index).map((name) => gates.open(aGate({ name }), { by: 'ann' })),
      ),
    );
    const held = await mapCalled('busy').read();
    expect(Object.keys(held?.data ?? {})).toHaveLength(31);
    expect(held?.data.note).toBe('of a person');
    expect(await replicas[0]?.isOpen(aGate({ name: 'canary-29' }), passage)).toBe(true);
    await replicas[0]?.close(aGate({ name: 'canary-29' }), { by: 'bob' });
    expect(await replicas[1]?.isOpen(aGate({ name: 'canary-29' }), passage)).toBe(false);
  });

  it('let nobody through while the cluster cannot be reached', async () => {
    const gone: ConfigMap = {
      ...mapCalled('gone'),
      read: async () => {
        throw new Error('no cluster');
      },
    };
    const { post, log } = await loadTester({}, { gates: gatesIn(gone) });
    expect(await post('/gate/check')).toMatchObject({ status: 503, text: 'gates cannot be reached' });
    expect(await post('/gate/open')).toMatchObject({ status: 503 });
    expect(log.lines.map(({ message }) => message)).toContain('gates cannot be reached');
  });
});

describe('reads of the ConfigMap', () => {
  it('are spared a write that finds what was there last, and done anew where it is not', async () => {
    const asked: string[] = [];
    let held: Held | undefined;
    let version = 0;
    const wrote = async (how: string, data: Held['data']): Promise<string> => {
      asked.push(how);
      version += 1;
      held = { data: { ...held?.data, ...data }, version: String(version) };
      return held.version;
    };
    const map: ConfigMap = {
      read: async () => {
        asked.push('read');
        return held;
      },
      create: (data) => wrote('create', data),
      change: async (data, expected) => {
        if (expected !== held?.version) {
          asked.push('conflict');
          throw new Conflict('somebody else wrote');
        }
        return wrote('change', data as Held['data']);
      },
    };
    const [one, other] = [gatesIn(map), gatesIn(map)];
    await one.open(aGate({ name: 'a' }), { by: 'ann' });
    await one.open(aGate({ name: 'b' }), { by: 'ann' });
    expect(asked.splice(0)).toEqual(['read', 'create', 'change']);
    await other.open(aGate({ name: 'c' }), { by: 'bob' });
    await one.close(aGate({ name: 'a' }), { by: 'ann' });
    expect(asked.splice(0)).toEqual(['read', 'change', 'conflict', 'read', 'change']);
    held = undefined;
    await one.open(aGate({ name: 'd' }), { by: 'ann' });
    expect(asked.splice(0)).toEqual(['conflict', 'read', 'create']);
    expect((await other.list()).map(({ name }) => name)).toEqual(['d']);
  });

  it('are shared by the checks that came meanwhile, and none is older than its question', async () => {
    let reads = 0;
    let isOpen = false;
    const state = { isOpen: true, by: 'ann', at: '2026-01-01T00:00:00Z' };
    const gates = gatesIn({
      read: async () => {
        reads += 1;
        const data = isOpen ? { a: JSON.stringify({ ...aGate(), ...state }) } : {};
        await new Promise((resolve) => setTimeout(resolve, 20));
        return { data, version: '1' };
      },
      create: nobodyWrites,
      change: nobodyWrites,
    });
    const first = gates.isOpen(aGate(), passage);
    isOpen = true;
    const rest = await Promise.all(Array.from({ length: 1_000 }, () => gates.isOpen(aGate(), passage)));
    expect(await first).toBe(false);
    expect(new Set(rest)).toEqual(new Set([true]));
    expect(reads).toBe(2);
  });

  it('are done anew after a write of somebody else, but not for ever', async () => {
    let writes = 0;
    const gates = gatesIn({
      read: async () => ({ data: {}, version: '1' }),
      create: nobodyWrites,
      change: async () => {
        writes += 1;
        throw new Conflict('somebody else wrote');
      },
    });
    await expect(gates.open(aGate(), { by: 'ann' })).rejects.toThrow('somebody else wrote');
    expect(writes).toBe(20);
  });
});

describe('the record of a gate', () => {
  it('has a key that people can read, or that any name fits into, and is read back', () => {
    expect(keyOf(aGate())).toBe('gate_test_podinfo');
    expect(keyOf(aGate({ gate: 'confirm-rollout', kind: 'rollback' }))).toBe('rollback_test_podinfo_confirm-rollout');
    const odd = [aGate({ name: 'a b' }), aGate({ name: 'a_b' }), aGate({ name: 'x'.repeat(300) }), aGate({ name: '' })];
    expect(new Set(odd.map(keyOf)).size).toBe(4);
    expect(odd.map(keyOf).every((key) => /^hash_[0-9a-f]{64}$/.test(key))).toBe(true);
  });

  it('that nobody can read is a closed gate', () => {
    const open = JSON.stringify({ ...aGate(), isOpen: true, by: 'ann', at: 'now' });
    expect(new RecordReader().bookOf({ a: open }).size).toBe(1);
    expect([
      ...recordsOf(new RecordReader().bookOf({ a: open, b: 'no json', c: '[]', d: '{"kind":"door"}' })).keys(),
    ]).toEqual(['gate_test_podinfo']);
  });
});
