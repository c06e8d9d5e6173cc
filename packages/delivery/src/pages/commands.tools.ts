import { expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { textAt } from '../repository.ts';
import { describeWith, isThere } from '../tools.ts';
import { type Bench, type Kind, startBench } from './cluster.ts';
import { commandsIn, PAGES, shellBlocks } from './pages.ts';

/** Run elsewhere: `packages/operator/src/stories/verbs.test.ts`, `packages/cli`. */
const ELSEWHERE: readonly string[] = ['docs/verbs.md', 'docs/cli.md'];

/** What needs pods that run, a person who looks, or another server. */
const LEFT_OUT =
  / (rollout status|wait|exec|describe|port-forward|logs) | --watch|^docker |^helm repo |grafana\/grafana|^kubectl flagger /;

/** The commands of a text's shell blocks that can be run here. */
const runnable = (text: string): readonly string[] =>
  commandsIn(shellBlocks(text).join('\n')).filter(
    (command) => /^(kubectl|helm) /.test(command) && !LEFT_OUT.test(command),
  );

/** A page's sections that say to run something: each stands for itself, as ways to install do. */
const SECTIONS = PAGES.filter((page) => !ELSEWHERE.includes(page)).flatMap((page) =>
  textAt(page)
    .split(/^(?=##)/m)
    .map((text) => ({ page, title: /^#+ (.*)/.exec(text)?.[1] ?? '', commands: runnable(text) }))
    .filter(({ commands }) => commands.length > 0),
);
const isRunnable = ({ commands }: { readonly commands: readonly string[] }): boolean =>
  isThere('helm') || !commands.some((each) => each.startsWith('helm'));

/** The kinds of meshes that a page needs: files of `packages/sandbox/crds`, and kinds that are in none; Istio's if nothing is said. */
const KINDS: Readonly<Record<string, { readonly files: readonly string[]; readonly more?: readonly Kind[] }>> = {
  'docs/tutorials/app-mesh.md': { files: ['appmesh'], more: ['meshes.appmesh.k8s.aws/v1beta2/Mesh'] },
  'docs/tutorials/apisix.md': { files: ['apisix'] },
  'docs/tutorials/contour.md': { files: ['contour'] },
  'docs/tutorials/gateway-api.md': { files: ['gatewayapi-v1'] },
  'docs/tutorials/gloo.md': { files: ['gloo'] },
  'docs/tutorials/knative.md': { files: ['knative'] },
  'docs/tutorials/kuma.md': { files: ['kuma'], more: ['meshes.kuma.io/v1alpha1/Mesh'] },
  'docs/tutorials/linkerd.md': {
    files: ['gatewayapi-v1beta1'],
    more: ['authorizationpolicies.policy.linkerd.io/v1alpha1/AuthorizationPolicy'],
  },
  'docs/tutorials/smi.md': { files: ['smi-v1alpha1'] },
  'docs/tutorials/traefik.md': { files: ['traefik'] },
};

const NAMESPACES = [
  ...['istio-system', 'flagger-system', 'test', 'prod', 'bookinfo', 'linkerd-viz', 'projectcontour', 'ingress-nginx'],
  ...['traefik', 'apisix', 'gloo-system', 'kong-mesh-system', 'appmesh-system', 'kube-system'],
];

/** A release that commands upgrade, roll back or remove. */
const RELEASE = [
  'helm upgrade -i flagger ./charts/flagger --namespace=istio-system',
  'helm upgrade flagger ./charts/flagger --namespace=istio-system --set logLevel=debug',
];
const needsRelease = (commands: readonly string[]): boolean =>
  /upgrade flagger|uninstall flagger|rollback flagger/.test(
    commands.find((each) => each.startsWith('helm') && each.includes(' flagger')) ?? '',
  );

/** What an operator made, and what the page about leaving changes. */
const REVIEWS = { namespace: 'bookinfo', name: 'reviews' };
const OWNER = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'reviews', uid: 'u' };
const OBJECTS = [
  ...NAMESPACES.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { ...REVIEWS, ownerReferences: [OWNER] } },
    spec: { selector: { app: 'reviews-primary' }, ports: [{ port: 9080 }] },
  },
];

/** There is no operator: what it would have made is not found. */
const isNotMadeYet = (said: string): boolean => /^Error from server \(NotFound\)/m.test(said);

/** kubectl and helm take their time where others work, too. */
const PATIENCE_MS = 300_000;

async function failures(bench: Bench, commands: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const command of commands) {
    const { code, said } = await bench.run(command);
    if (code !== 0 && !isNotMadeYet(said)) {
      found.push(`${command}\n  ${said}`);
    }
  }
  return found;
}

describeWith('kubectl', 'the commands', () => {
  it('are many', () => expect(SECTIONS.flatMap(({ commands }) => commands).length).toBeGreaterThan(50));

  it.each(SECTIONS.filter(isRunnable))(
    'of $page, $title, do what they say, on an API server',
    async ({ page, commands }) => {
      const { files, more = [] } = KINDS[page] ?? { files: ['istio'] };
      const bench = await startBench(files, more);
      try {
        await bench.run('kubectl create -f -', OBJECTS.map((each) => stringify(each)).join('---\n'));
        expect(await failures(bench, needsRelease(commands) ? [...RELEASE, ...commands] : commands)).toEqual([]);
      } finally {
        await bench.close();
      }
    },
    PATIENCE_MS,
  );

  it('that name nothing fail', async () => {
    const bench = await startBench([]);
    const outcome = await bench.run('kubectl apply -f artifacts/examples/no-such-file.yaml');
    await bench.close();
    expect(outcome).toMatchObject({ code: 1 });
    expect(isNotMadeYet(outcome.said)).toBe(false);
  });
});
