import { count, duration, oneOf, toggle } from './flag-kinds.ts';
import type { Flag } from './flag.ts';

const GO = 'Accepted for compatibility, without effect';

/** What Flagger's manifests may give, and what is about Go or about a loop that we do not have. */
export const FLAGS_OF_GO = {
  'control-loop-interval': {
    group: GO,
    kind: duration,
    fallback: '10s',
    says: 'how often Flagger looks for new canaries',
  },
  'kubeconfig-qps': { group: GO, kind: count, fallback: '100', says: 'limit of the Go client' },
  'kubeconfig-burst': { group: GO, kind: count, fallback: '250', says: 'limit of the Go client' },
  threadiness: { group: GO, kind: count, fallback: '2', says: 'number of workers of Flagger' },
  'zap-replace-globals': { group: GO, kind: toggle, fallback: 'false', says: 'setting of the Go logger' },
  'zap-encoding': { group: GO, kind: oneOf('json', 'console'), fallback: 'json', says: 'format of the Go logger' },
} satisfies Readonly<Record<string, Flag<unknown>>>;
