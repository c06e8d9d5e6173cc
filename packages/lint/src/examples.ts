import { isJsonObject, mergePatched } from '@flagger/api';
import { parse, parseAllDocuments } from 'yaml';
import { goYaml } from './input/go-yaml.ts';

/** What examples of rules are written into: a Canary of which lint finds nothing. */
export const BASE = `apiVersion: flagger.app/v1beta1
kind: Canary
metadata: {name: podinfo, namespace: test}
spec:
  provider: istio
  targetRef: {apiVersion: apps/v1, kind: Deployment, name: podinfo}
  progressDeadlineSeconds: 600
  service: {port: 80, targetPort: 9898}
  analysis:
    interval: 30s
    threshold: 5
    stepWeight: 10
    maxWeight: 50
    metrics:
    - {name: request-success-rate, thresholdRange: {min: 99}, interval: 1m}
    webhooks:
    - name: load-test
      url: http://flagger-loadtester.test/
      timeout: 5s
      metadata: {cmd: "hey -z 1m -q 10 -c 2 http://podinfo-canary.test/"}
`;

/**
 * The manifests of an example: a document without a kind is merged into the Canary above (null takes a field away);
 * one with a kind is as it is, and gets the namespace `test`. The Canary is there in any case.
 */
export function exampleText(example: string): string {
  const documents = parseAllDocuments(example).map((each) => each.toJS() as unknown);
  const isWhole = documents.some((each) => isJsonObject(each) && each['kind'] === 'Canary');
  const patches = documents.filter((each) => isJsonObject(each) && each['kind'] === undefined);
  const others = documents.filter((each) => isJsonObject(each) && each['kind'] !== undefined);
  const base: unknown = parse(BASE);
  const canaries = isWhole
    ? []
    : (patches.length > 0 ? patches : [{}]).map((patch): unknown => mergePatched(base, patch));
  const placed = others.map((each) => mergePatched({ metadata: { namespace: 'test' } }, each));
  return [...canaries, ...placed].map((each) => goYaml(each)).join('---\n');
}
