/** The API versions of TrafficSplit that we write; they differ in how a weight is written. */
export type Version = 'v1alpha1' | 'v1alpha2' | 'v1alpha3';

/** Who counts the requests of the canary, and so by which series it is judged. */
export type Mesh = 'istio' | 'linkerd' | 'osm';

/** What follows from the name by which a Canary or the command line picks SMI. */
export interface Dialect {
  readonly name: string;
  readonly version: Version;
  readonly mesh: Mesh;
  /** Whether the TrafficSplit names the gateways of the service, for the adapter that makes VirtualServices of it. */
  readonly isForAdapter: boolean;
}

const VERSIONS: readonly Version[] = ['v1alpha1', 'v1alpha2', 'v1alpha3'];

/**
 * All names: `smi:<version>` with `:istio` or `:linkerd` or neither, the same without a version as Flagger 0.x
 * spelled them, when there was v1alpha1 only, and the two meshes that are SMI under a name of their own. Without a
 * mesh the series are Istio's, as with Flagger.
 */
export const dialects: readonly Dialect[] = [
  ...variants('smi', 'v1alpha1'),
  ...VERSIONS.flatMap((version) => variants(`smi:${version}`, version)),
  { name: 'linkerd', version: 'v1alpha1', mesh: 'linkerd', isForAdapter: false },
  { name: 'osm', version: 'v1alpha2', mesh: 'osm', isForAdapter: false },
];

function variants(name: string, version: Version): readonly Dialect[] {
  return [
    { name, version, mesh: 'istio', isForAdapter: false },
    { name: `${name}:istio`, version, mesh: 'istio', isForAdapter: true },
    { name: `${name}:linkerd`, version, mesh: 'linkerd', isForAdapter: false },
  ];
}
