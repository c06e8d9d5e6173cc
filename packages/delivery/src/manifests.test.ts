import { isJsonObject, type JsonObject, parseCanary } from '@flagger/api';
import { boundMeshes, wishOf } from '@flagger/operator';
import { wishOf as loadtesterWishOf } from '@flagger/loadtester';
import { describe, expect, it } from '@jest/globals';
import { at, filesBelow, listAt, nameOf, objectsIn, textAt } from './repository.ts';
import { looseIn, podOf } from './restricted.ts';

/** What a tool on somebody's machine reads, and no cluster. */
const OF_TOOLS = /^artifacts\/k9s\//;
const FILES = ['artifacts', 'kustomize']
  .flatMap(filesBelow)
  .filter((path) => path.endsWith('.yaml') && !OF_TOOLS.test(path));
/** What is no pod of ours: examples of what users have. */
const OF_USERS = /^artifacts\/examples\//;

const objectsOf = (path: string): readonly JsonObject[] =>
  objectsIn(textAt(path)).filter(({ kind }) => kind !== undefined);

const argsIn = (text: string): readonly string[] =>
  Array.from(text.matchAll(/^ *- (-[a-z].*)$/gm), ([, flag = '']) => flag);

describe('the manifests', () => {
  it('are all there', () => expect(FILES.length).toBeGreaterThan(50));

  it.each(FILES)('are objects of Kubernetes: %s', (path) => {
    const objects = objectsOf(path);
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.filter(({ apiVersion }) => typeof apiVersion !== 'string')).toEqual([]);
  });

  it('make pods that the profile "restricted" takes', () => {
    const workloads = FILES.filter((path) => !OF_USERS.test(path))
      .flatMap(objectsOf)
      .filter((each) => podOf(each));
    expect(workloads.length).toBeGreaterThan(6);
    expect(workloads.flatMap(looseIn)).toEqual([]);
  });

  it('give the programs flags that they take', () => {
    const tester = (path: string): boolean => path.includes('tester');
    const refused = FILES.flatMap((path) => {
      const args = argsIn(textAt(path)).filter((flag) => !flag.startsWith('--'));
      const wish = tester(path) ? loadtesterWishOf(args) : wishOf(args, {});
      return wish.kind === 'refuse' ? [[path, wish]] : [];
    });
    expect(refused).toEqual([]);
    expect(FILES.flatMap((path) => argsIn(textAt(path))).length).toBeGreaterThan(40);
  });

  it('name meshes that the operator knows, but for those that are told to be later', () => {
    const known = boundMeshes().flatMap(({ names }) => names);
    const named = FILES.flatMap((path) =>
      Array.from(textAt(path).matchAll(/- -mesh-provider=(\S+)/g), ([, name = '']) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('hold Canaries that the operator takes', () => {
    const canaries = FILES.flatMap(objectsOf).filter(({ kind }) => kind === 'Canary');
    const refused = canaries.flatMap((canary) => {
      const metadata = { name: 'podinfo', namespace: 'test', uid: 'uid' };
      const { problems = [] } = parseCanary({
        apiVersion: 'flagger.app/v1beta1',
        kind: 'Canary',
        metadata,
        spec: canary['spec'],
      });
      return problems.length > 0 ? [[nameOf(canary), problems]] : [];
    });
    expect(refused).toEqual([]);
    expect(canaries.length).toBeGreaterThan(10);
  });

  it.each([
    ['kustomize/base/prometheus/prometheus.yml', 'charts/flagger/files/prometheus.yml'],
    ['artifacts/loadtester/service.yaml', 'kustomize/tester/service.yaml'],
  ])('have copies that are the same: %s and %s', (one, other) => {
    expect(textAt(one)).toBe(textAt(other));
  });

  it('call the container of podinfo as tutorials do', () => {
    const [podinfo] = objectsOf('artifacts/canaries/deployment.yaml');
    const names = listAt(podinfo, 'spec', 'template', 'spec', 'containers').map(
      (each) => isJsonObject(each) && each['name'],
    );
    expect([at(podinfo, 'metadata', 'namespace'), ...names]).toEqual(['test', 'podinfod']);
  });
});
