/** A version that is released, and how that is to end. */
export interface Release {
  readonly tag: string;
  /** Applied for it; where absent, the image of podinfo gets the tag. */
  readonly manifest?: string;
  readonly says: string;
  readonly end: 'Succeeded' | 'Failed';
  /** What users do and meet until it ends; steady, and nothing of the kind, where absent. */
  readonly meanwhile?: Circumstances;
}

/** What happens to all versions alike. */
export interface Circumstances {
  /** Requests of the users. */
  readonly perSecond: number;
  /** The share of answers that fails anyway. */
  readonly failing: number;
  /** What all share breaks down so long after the new version got users, and for so long. */
  readonly outage?: { readonly afterMs: number; readonly forMs: number; readonly share: number };
}

/** Times that a story has instead of those of the manifest and of the flags. */
export interface Pace {
  readonly interval: string;
  /** What a metric is measured over. */
  readonly metrics: string;
  /** As the operator's -settle-time. */
  readonly settle: string;
  /** What is not counted of the first traffic, where canary and primary are compared. */
  readonly warmUp: string;
}

/** The times of stories that say nothing else: shorter than the manifests have, so that the story is short. */
export const SHORT: Pace = { interval: '2s', metrics: '10s', settle: '2s', warmUp: '2s' };

/** Between two steps there must be seconds to count in, after the proxies heard of the one. */
const COUNTING: Pace = { ...SHORT, interval: '11s', settle: '1s' };

export interface Scenario {
  readonly says: string;
  readonly releases: readonly Release[];
  /** How many clients the users are, who keep cookies; it is looked after that they stay where they are. */
  readonly clients?: number;
  readonly pace: Pace;
  /** It is said of each release what thresholds of so many percent of success would have made of it. */
  readonly thresholds?: readonly number[];
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

type Example = 'compare' | 'ab' | 'bluegreen' | 'mirror' | 'affinity' | 'template';

const DAY = { perSecond: 200, failing: 0.01 };

const COMPARED: readonly Release[] = [
  {
    tag: '6.0.1',
    says: 'by night, 8 requests a second, of which 1 in 6 fails whatever the version: a good version is released',
    end: 'Succeeded',
    meanwhile: { perSecond: 8, failing: 0.17 },
  },
  {
    tag: '6.0.2-bad4',
    says: 'by day, 200 requests a second, of which 1 in 100 fails anyway: a version is released that fails 5 times as often',
    end: 'Failed',
    meanwhile: DAY,
  },
  {
    tag: '6.0.3',
    says: 'a good version is released while a database breaks down that both need',
    end: 'Succeeded',
    meanwhile: { ...DAY, outage: { afterMs: 14_000, forMs: 24_000, share: 0.5 } },
  },
];

/** A scenario before it is known with which mesh it is told; without an example in the mesh's usual way of releasing. */
type Tellable = Omit<Scenario, 'file' | 'pace'> & { readonly pace?: Pace; readonly example?: Example };

/** What can be told, by name. */
export const SCENARIOS: ReadonlyMap<string, Tellable> = new Map<string, Tellable>([
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
  [
    'compare',
    {
      says: 'versions beside the one that serves: no threshold would be right about all three',
      releases: COMPARED,
      example: 'compare',
      pace: COUNTING,
      thresholds: [99, 90],
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
  examples: new Map([['affinity', 'gatewayapi-session-affinity.yaml']]),
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
        ['compare', 'istio-compare.yaml'],
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
  [
    'contour',
    {
      example: 'contour-canary.yaml',
      examples: new Map([['ab', 'contour-ab-testing.yaml']]),
      users: 'http://app.example.com/',
    },
  ],
  ['traefik', { example: 'traefik-canary.yaml', examples: new Map(), users: 'http://app.example.com/' }],
  ['skipper', { example: 'skipper-canary.yaml', examples: new Map(), users: 'http://app.example.com/' }],
  ['apisix', { example: 'apisix-canary.yaml', examples: new Map(), users: 'http://app.example.com/' }],
  ['gloo', { example: 'gloo-canary.yaml', examples: new Map(), users: 'http://app.example.com/' }],
  ['kuma', { example: 'kuma-canary.yaml', examples: new Map() }],
  ['knative', { example: 'knative-canary.yaml', examples: new Map(), users: 'http://podinfo.test.example.com/' }],
  [
    'kubernetes',
    { example: 'kubernetes-blue-green.yaml', examples: new Map([['bluegreen', 'kubernetes-blue-green.yaml']]) },
  ],
]);
