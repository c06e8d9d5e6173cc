import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type JsonObject, parseCanary } from '@flagger/api';
import { lint, readManifests } from '@flagger/lint';
import { expect, it } from '@jest/globals';
import { filesBelow, listAt, objectOf, objectsIn, textAt } from '../repository.ts';
import { describeWith, refusal, rendered } from '../tools.ts';
import { valuesOf } from './values.ts';

const EXAMPLES = filesBelow('charts/podinfo/examples');

/** What the operator has against the Canary that the chart makes of these values. */
function problemsWith(values: JsonObject): readonly unknown[] {
  const canary = rendered({ chart: 'podinfo', values, namespace: 'test' }).find(({ kind }) => kind === 'Canary');
  const { ok, problems } = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'uid' },
    spec: canary?.['spec'],
  });
  return ok ? [] : problems;
}

describeWith('helm', 'the Canary of charts/podinfo', () => {
  it.each([['with the defaults', { 'canary.enabled': true }], ['without an autoscaler', { 'canary.enabled': true, 'hpa.enabled': false }]])(
    'is one that the operator takes, %s',
    (_, values) => {
      expect(problemsWith(valuesOf(values))).toEqual([]);
    },
  );

  it.each(EXAMPLES)('is one that the operator takes, with %s', (path) => {
    expect(problemsWith(objectOf(objectsIn(textAt(path))[0]))).toEqual([]);
  });

  it('is one of which lint finds no errors', () => {
    const objects = rendered({ chart: 'podinfo', values: valuesOf({ 'canary.enabled': true }), namespace: 'test' });
    const { manifests } = readManifests('podinfo.yaml', objects.map((each) => JSON.stringify(each)).join('\n---\n'));
    expect(manifests.some(({ kind }) => kind === 'Canary')).toBe(true);
    expect(lint({ manifests }, { provider: 'istio' }).filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('is of a Deployment whose replicas are left to the operator and the autoscaler: Helm would wake what sleeps', () => {
    for (const values of [{ 'canary.enabled': true }, { 'canary.enabled': true, 'hpa.enabled': false }]) {
      const [deployment] = rendered({ chart: 'podinfo', values: valuesOf(values) }).filter(({ kind }) => kind === 'Deployment');
      expect(objectOf(deployment?.['spec'])).not.toHaveProperty('replicas');
    }
  });

  it("leaves pods the operator's time to get ready, as Flagger's chart does, unless told otherwise", () => {
    const [canary] = rendered({ chart: 'podinfo', values: valuesOf({ 'canary.enabled': true }) }).filter(({ kind }) => kind === 'Canary');
    expect(objectOf(canary?.['spec'])).not.toHaveProperty('progressDeadlineSeconds');
  });

  it('has examples', () => expect(EXAMPLES.length).toBeGreaterThan(2));

  it('needs a host for an ingress', () => {
    const values = valuesOf({ 'canary.enabled': true, 'canary.istioIngress.enabled': true });
    expect(refusal({ chart: 'podinfo', values })).toContain('canary.istioIngress.host: found nothing');
  });
});

/** What podinfo answers, told by a curl that takes no token but the one that it gave. */
const CURL = `#!/bin/sh
for last; do :; done
case "$last:$*" in
  */token:*) printf '{\\n  "token": "%s",\\n  "expires_at": "2030-01-01T00:00:00Z"\\n}' "$TOKEN" ;;
  */token/validate:*"Authorization: Bearer a-b.c_d.e "*) printf '{\\n  "token_name": "test"\\n}' ;;
  *) exit 22 ;;
esac
`;

/** How the pod of the Helm test ends, with no more programs than the image of podinfo has. */
function endOfHelmTest(token: string): number | null {
  const pod = rendered({ chart: 'podinfo', namespace: 'test' }).find(({ kind }) => kind === 'Pod');
  const [shell = '', ...args] = listAt(pod, 'spec', 'containers', 0, 'command').map(String);
  const folder = mkdtempSync(join(tmpdir(), 'flagger-delivery-'));
  try {
    writeFileSync(join(folder, 'curl'), CURL);
    chmodSync(join(folder, 'curl'), 0o755);
    ['sh', 'sed', 'grep'].forEach((name) => symlinkSync(`/bin/${name}`, join(folder, name)));
    return spawnSync(shell, args, { env: { PATH: folder, TOKEN: token } }).status;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describeWith('helm', 'the Helm test of charts/podinfo', () => {
  it('ends well where podinfo gives a token that it takes, and calls what the image has', () => {
    expect(endOfHelmTest('a-b.c_d.e')).toBe(0);
  });

  it('ends badly where it does not take it, or gives none', () => {
    expect(endOfHelmTest('other')).not.toBe(0);
    expect(endOfHelmTest('')).not.toBe(0);
  });
});
