import type { KubeObject, MeshProvider } from '@flagger/api';
import { appmesh, appmeshV1beta2 } from '@flagger/provider-appmesh';
import { gatewayapi } from '@flagger/provider-gatewayapi';
import { istio } from '@flagger/provider-istio';
import { kubernetes } from '@flagger/provider-kubernetes';
import { smi } from '@flagger/provider-smi';
import { at, listOf, numberAt, textAt } from './json.ts';

/** Who gets how much, in percent, by the name of the service or virtual node. */
export interface Share {
  readonly to: string;
  readonly weight: number;
}

/** One mesh as somebody sees it who knows nothing of its provider: by the objects themselves. */
export interface Mesh {
  readonly name: string;
  readonly provider: MeshProvider;
  /** What `spec.service` must say for it. */
  readonly service: object;
  /** The object named like the apex that splits traffic; undefined where there is none. */
  readonly split?: Split;
}

export interface Split {
  readonly apiVersion: string;
  readonly kind: string;
  /** All lists of shares, raw. */
  lists(object: KubeObject): readonly (readonly Share[])[];
  /** Whether requests are copied. */
  isMirrored(object: KubeObject): boolean;
  /** The spec in which every list that has both gives the canary this much. */
  edited(object: KubeObject, canary: number): unknown;
  /** A spec that routes to neither. */
  readonly broken: object;
}

/** A mesh's words for its lists of shares. */
interface Words {
  readonly apiVersion: string;
  readonly kind: string;
  /** From the object to the lists, and from each of their entries to the shares. */
  readonly routes: string;
  readonly shares: readonly string[];
  nameOf(share: unknown): string;
  /** The field of a share that says how much it is; `weight` where absent. */
  readonly weight?: string;
  readonly writesText?: boolean;
  /** Whether an entry copies requests to the canary; by its field `mirror` where absent. */
  readonly isMirrored?: (entry: unknown) => boolean;
  readonly broken: object;
}

function split(words: Words): Split {
  const { weight: field = 'weight' } = words;
  const entries = (object: KubeObject): readonly unknown[] =>
    words.routes === '' ? [object.spec] : listOf(at(object.spec, words.routes));
  const sharesOf = (entry: unknown): readonly unknown[] => listOf(at(entry, ...words.shares));
  return {
    apiVersion: words.apiVersion,
    kind: words.kind,
    lists: (object) =>
      entries(object).map((entry) =>
        sharesOf(entry).map((share) => ({ to: words.nameOf(share), weight: numberAt(share, field) })),
      ),
    isMirrored: (object) => entries(object).some(words.isMirrored ?? ((entry) => at(entry, 'mirror') !== undefined)),
    edited(object, canary) {
      const text = (weight: number): number | string => (words.writesText === true ? String(weight) : weight);
      const set = (share: unknown): unknown => ({
        ...asObject(share),
        [field]: text(words.nameOf(share).endsWith('-canary') ? canary : 100 - canary),
      });
      const edit = (entry: unknown): unknown =>
        sharesOf(entry).length === 2 ? withShares(entry, words.shares, sharesOf(entry).map(set)) : entry;
      return words.routes === ''
        ? edit(object.spec)
        : { ...asObject(object.spec), [words.routes]: entries(object).map(edit) };
    },
    broken: words.broken,
  };
}

function withShares(entry: unknown, [key = '', ...rest]: readonly string[], shares: readonly unknown[]): unknown {
  return { ...asObject(entry), [key]: rest.length === 0 ? shares : withShares(at(entry, key), rest, shares) };
}

const asObject = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

const SMI = 'smi:istio';

/** Every mesh that is simulated, by the name that the command line takes. */
export const MESHES: readonly Mesh[] = [
  {
    name: 'istio',
    provider: istio,
    service: {},
    split: split({
      apiVersion: 'networking.istio.io/v1beta1',
      kind: 'VirtualService',
      routes: 'http',
      shares: ['route'],
      nameOf: (share) => textAt(share, 'destination', 'host'),
      broken: { http: [{ route: [{ destination: { host: 'elsewhere' } }] }] },
    }),
  },
  {
    name: SMI,
    provider: smiProvider(),
    service: {},
    split: split({
      apiVersion: 'split.smi-spec.io/v1alpha1',
      kind: 'TrafficSplit',
      routes: '',
      shares: ['backends'],
      writesText: true,
      nameOf: (share) => textAt(share, 'service'),
      broken: { backends: [{ service: 'elsewhere', weight: '100' }] },
    }),
  },
  {
    name: 'appmesh',
    provider: appmesh,
    service: { meshName: 'global' },
    split: split({
      apiVersion: 'appmesh.k8s.aws/v1beta1',
      kind: 'VirtualService',
      routes: 'routes',
      shares: ['http', 'action', 'weightedTargets'],
      nameOf: (share) => textAt(share, 'virtualNodeName'),
      broken: { routes: [] },
    }),
  },
  {
    name: 'appmesh:v1beta2',
    provider: appmeshV1beta2,
    service: {},
    split: split({
      apiVersion: 'appmesh.k8s.aws/v1beta2',
      kind: 'VirtualRouter',
      routes: 'routes',
      shares: ['httpRoute', 'action', 'weightedTargets'],
      nameOf: (share) => textAt(share, 'virtualNodeRef', 'name'),
      broken: { routes: [] },
    }),
  },
  ...gatewayapi.map((provider, index) => {
    const version = ['v1', 'v1beta1'][index] ?? '';
    return {
      name: `gatewayapi:${version}`,
      provider,
      service: { gatewayRefs: [{ name: 'public', namespace: 'edge' }] },
      split: split({
        apiVersion: `gateway.networking.k8s.io/${version}`,
        kind: 'HTTPRoute',
        routes: 'rules',
        shares: ['backendRefs'],
        nameOf: (share) => textAt(share, 'name'),
        isMirrored: (entry) =>
          listOf(at(entry, 'filters')).some((filter) =>
            textAt(filter, 'requestMirror', 'backendRef', 'name').endsWith('-canary'),
          ),
        broken: { rules: [{ backendRefs: [{ name: 'elsewhere', port: 80 }] }] },
      }),
    };
  }),
  { name: 'kubernetes', provider: kubernetes, service: {} },
];

function smiProvider(): MeshProvider {
  const found = smi.find(({ names }) => names.includes(SMI));
  if (!found) {
    throw new Error(`there is no provider ${SMI}`);
  }
  return found;
}
