/** A version that is released, and how that is to end. */
export interface Release {
  readonly tag: string;
  readonly says: string;
  readonly end: 'Succeeded' | 'Failed';
}

export interface Scenario {
  readonly says: string;
  readonly releases: readonly Release[];
  /** How many clients the users are, who keep cookies; it is looked after that they stay where they are. */
  readonly clients?: number;
  /** The manifest in artifacts/examples. */
  readonly file: string;
}

const GOOD: Release = { tag: '6.0.1', says: 'a good version is released', end: 'Succeeded' };
const BAD: Release = {
  tag: '6.0.2-bad',
  says: 'a bad version is released: three of ten answers are 500',
  end: 'Failed',
};
const BOTH = [GOOD, BAD];

type Example = 'ab' | 'bluegreen' | 'mirror' | 'affinity' | 'template';

/** What can be told, by name; without an example it is told with the mesh's usual way of releasing. */
export const SCENARIOS: ReadonlyMap<string, Omit<Scenario, 'file'> & { readonly example?: Example }> = new Map([
  ['story', { says: 'a good version is promoted, a bad one is taken back', releases: BOTH }],
  ['promote', { says: 'a good version is promoted', releases: [GOOD] }],
  ['rollback', { says: 'a bad version is taken back', releases: [BAD] }],
  ['ab', { says: 'the same for users with a cookie only', releases: BOTH, example: 'ab' }],
  [
    'bluegreen',
    { says: 'the same without users, who are switched over at once', releases: BOTH, example: 'bluegreen' },
  ],
  ['mirror', { says: "the same with copies of the users' requests", releases: BOTH, example: 'mirror' }],
  [
    'affinity',
    {
      says: 'the same, and who was sent to a new version stays there',
      releases: BOTH,
      example: 'affinity',
      clients: 40,
    },
  ],
  ['template', { says: 'the same, judged by a MetricTemplate', releases: BOTH, example: 'template' }],
]);

/** How a mesh is told. */
interface Told {
  /** The manifest of its usual way of releasing. */
  readonly example: string;
  readonly examples: ReadonlyMap<Example, string>;
  /** What users ask for; the Service `podinfo` where absent. */
  readonly users?: string;
}

const throughGateway: Told = {
  example: 'gatewayapi-canary.yaml',
  examples: new Map(),
  users: 'http://podinfo.example.com/',
};

/** The meshes that can be played, with their manifests in artifacts/examples. */
export const MESHES: ReadonlyMap<string, Told> = new Map<string, Told>([
  [
    'istio',
    {
      example: 'istio-canary.yaml',
      examples: new Map<Example, string>([
        ['ab', 'istio-ab-testing.yaml'],
        ['bluegreen', 'istio-blue-green.yaml'],
        ['mirror', 'istio-mirroring.yaml'],
        ['affinity', 'istio-session-affinity.yaml'],
        ['template', 'istio-metric-template.yaml'],
      ]),
    },
  ],
  ['smi:istio', { example: 'smi-canary.yaml', examples: new Map() }],
  ['appmesh', { example: 'appmesh-canary.yaml', examples: new Map() }],
  ['gatewayapi:v1', throughGateway],
  ['gatewayapi:v1beta1', throughGateway],
  [
    'nginx',
    {
      example: 'nginx-canary.yaml',
      examples: new Map([['ab', 'nginx-ab-testing.yaml']]),
      users: 'http://app.example.com/',
    },
  ],
  ['contour', { example: 'contour-canary.yaml', examples: new Map(), users: 'http://app.example.com/' }],
  [
    'kubernetes',
    { example: 'kubernetes-blue-green.yaml', examples: new Map([['bluegreen', 'kubernetes-blue-green.yaml']]) },
  ],
]);
