import { BOOKINFO, EXAMPLES } from '../repository.ts';
import { type Release, type Scenario, SHORT } from './scenarios.ts';

/** Where a story is played: what is applied at its beginning, and whose Canary it is about. */
export interface Stage {
  /** As it is told from the root, and where it is. */
  readonly folder: { readonly told: string; readonly path: string };
  /** Applied before the Canary, in this order. */
  readonly files: readonly string[];
  readonly namespace: string;
  /** The name of the Deployment and of its Canary. */
  readonly workload: string;
  /** A page of the application, which is looked at before and after each release. */
  readonly page?: string;
}

/** podinfo, of which every mesh has an example. */
export const PODINFO: Stage = {
  folder: { told: 'artifacts/examples', path: EXAMPLES },
  files: ['podinfo.yaml'],
  namespace: 'test',
  workload: 'podinfo',
};

/** A document that people follow, as a story. */
export interface Document {
  readonly says: string;
  readonly mesh: string;
  readonly users: string;
  readonly stage: Stage;
  readonly scenario: Scenario;
}

const BOOKINFO_STAGE: Stage = {
  folder: { told: 'artifacts/bookinfo', path: BOOKINFO },
  files: ['namespace.yaml', 'bookinfo.yaml', 'bookinfo-gateway.yaml', 'telemetry.yaml'],
  namespace: 'bookinfo',
  workload: 'reviews',
  page: 'http://bookinfo.example.com/productpage',
};

const REVIEWS: readonly Release[] = [
  { tag: 'v2', manifest: 'reviews-v2.yaml', says: 'reviews v2 is released, with black stars', end: 'Succeeded' },
  { tag: 'v3', manifest: 'reviews-v3.yaml', says: 'reviews v3 is released, with red stars', end: 'Succeeded' },
];

/** What `--story` tells, by name. */
export const STORIES: ReadonlyMap<string, Document> = new Map<string, Document>([
  [
    'bookinfo',
    {
      says: "Istio's sample: its reviews from v1 to v3, as the product page shows them",
      mesh: 'istio',
      // as the product page asks for them
      users: 'http://reviews.bookinfo:9080/reviews/0',
      stage: BOOKINFO_STAGE,
      scenario: { says: 'reviews from v1 to v3', releases: REVIEWS, pace: SHORT, file: 'reviews-canary.yaml' },
    },
  ],
]);
