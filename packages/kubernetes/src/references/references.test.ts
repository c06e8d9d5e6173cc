import { describe, expect, it } from '@jest/globals';
import { parseCanary, type Canary } from '@flagger/api';
import { settled, until } from '../../test/api-server.ts';
import type { FakeCluster } from '../../test/fake-cluster.ts';
import { CANARY, SECRETS, start, watchOf, type Started } from '../../test/started-cluster.ts';
import { createReferences } from './references.ts';

const GROUP = '/apis/flagger.app/v1beta1';
const TEMPLATES = `${GROUP}/namespaces/test/metrictemplates`;
const template = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'MetricTemplate',
  spec: { provider: { type: 'prometheus', address: 'http://own', secretRef: { name: 'auth' } }, query: 'up' },
};
const provider = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'AlertProvider',
  spec: { type: 'slack', address: 'http://hook' },
};

function aCanary(): Canary {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
      service: { port: 80 },
      analysis: { stepWeight: 5 },
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
}

async function started(fill: (fake: FakeCluster) => void, isWithinNamespace = false) {
  const all: Started = await start(fill);
  return { ...all, canary: aCanary(), references: createReferences({ cluster: all.cluster, isWithinNamespace }) };
}

const filled = (fake: FakeCluster): void => {
  fake.put(`${TEMPLATES}/own`, template);
  fake.put(`${GROUP}/namespaces/other/metrictemplates/shared`, template);
  fake.put(`${GROUP}/namespaces/test/alertproviders/ops`, provider);
  fake.put(`${SECRETS}/auth`, { data: { token: Buffer.from('hunter2').toString('base64') } });
};

describe('References', () => {
  it('are found in the namespace of the canary, or in the one that it names', async () => {
    const { references, canary } = await started(filled);
    const own = await references.metricTemplate(canary, { name: 'own' });
    expect(own).toMatchObject({ ok: true, object: { metadata: { namespace: 'test' }, spec: template.spec } });
    const shared = await references.metricTemplate(canary, { name: 'shared', namespace: 'other' });
    expect(shared).toMatchObject({ ok: true, object: { metadata: { name: 'shared', namespace: 'other' } } });
    const alerts = await references.alertProvider(canary, { name: 'ops' });
    expect(alerts).toMatchObject({ ok: true, object: { spec: provider.spec } });
  });

  it('are watched from the first on that a canary names, cost no request from then on, and wake it', async () => {
    const { references, canary, server, asked, fake, woken } = await started(filled);
    expect(server.lines().filter((line) => /metrictemplates|alertproviders/.test(line))).toEqual([]);
    await references.metricTemplate(canary, { name: 'own' });
    await until(() => watchOf(server, `${GROUP}/metrictemplates`));
    asked();
    await references.metricTemplate(canary, { name: 'own' });
    expect(asked()).toEqual([]);
    expect(server.lines().filter((line) => line.includes('alertproviders'))).toEqual([]);
    fake.put(`${TEMPLATES}/own`, { ...template, spec: { ...template.spec, query: 'down' } });
    await until(() => woken.length > 0);
    expect(woken).toEqual([CANARY]);
    expect(await references.metricTemplate(canary, { name: 'own' })).toMatchObject({
      object: { spec: { query: 'down' } },
    });
  });

  it('that do not exist or make no sense are told, and not thrown', async () => {
    const { references, canary } = await started((fake) => {
      filled(fake);
      fake.put(`${TEMPLATES}/broken`, { ...template, spec: { provider: { type: 'prometheus' } } });
    });
    expect([
      await references.metricTemplate(canary, { name: 'none' }),
      await references.alertProvider(canary, { name: 'none' }),
      await references.metricTemplate(canary, { name: 'broken' }),
    ]).toEqual([
      { ok: false, because: 'metrictemplate.flagger.app "none" not found' },
      { ok: false, because: 'alertprovider.flagger.app "none" not found' },
      { ok: false, because: 'spec.query: found nothing, allowed is a text' },
    ]);
  });

  it('to other namespaces are refused where that is forbidden, and nothing is asked', async () => {
    const { references, canary, asked } = await started(filled, true);
    asked();
    expect([
      await references.metricTemplate(canary, { name: 'shared', namespace: 'other' }),
      await references.alertProvider(canary, { name: 'ops', namespace: 'other' }),
      asked(),
    ]).toEqual([
      { ok: false, because: "can't access metric template shared.other, cross-namespace references are blocked" },
      { ok: false, because: "can't access alert provider ops.other, cross-namespace references are blocked" },
      [],
    ]);
    expect(await references.metricTemplate(canary, { name: 'own', namespace: 'test' })).toMatchObject({ ok: true });
  });
});

describe('the credentials of a reference', () => {
  async function ofTemplate(all: Awaited<ReturnType<typeof started>>, spec: object = template.spec) {
    all.fake.put(`${TEMPLATES}/own`, { ...template, spec });
    const found = await all.references.metricTemplate(all.canary, { name: 'own' });
    return found.ok ? all.references.credentials(all.canary, found.object) : found;
  }

  it('are what its Secret holds, decoded, read by name each time and watched by nobody', async () => {
    const all = await started(filled);
    const credentials = { ok: true, object: new Map([['token', 'hunter2']]) };
    expect(await ofTemplate(all)).toEqual(credentials);
    all.fake.put(`${SECRETS}/auth`, { data: { token: Buffer.from('hunter3').toString('base64') } });
    expect(await ofTemplate(all)).toEqual({ ok: true, object: new Map([['token', 'hunter3']]) });
    await settled();
    const lines = all.server.lines().filter((line) => line.includes('secrets'));
    expect(lines).toEqual([`GET ${SECRETS}/auth`, `GET ${SECRETS}/auth`]);
    expect(JSON.stringify([all.log.lines, all.log.keys])).not.toContain('hunter');
  });

  it('are none where it names no Secret', async () => {
    const { query } = template.spec;
    expect(await ofTemplate(await started(filled), { provider: { type: 'prometheus' }, query })).toEqual({
      ok: true,
      object: new Map(),
    });
  });

  it('are looked for in its own namespace, and told where they are missing', async () => {
    const all = await started(filled);
    const shared = await all.references.metricTemplate(all.canary, { name: 'shared', namespace: 'other' });
    expect(shared.ok && (await all.references.credentials(all.canary, shared.object))).toEqual({
      ok: false,
      because: 'secrets "auth" not found',
    });
    expect(all.server.lines()).toContain('GET /api/v1/namespaces/other/secrets/auth');
  });
});
