import { fullName } from '../host-name.ts';
import type { Served } from '../router/router.ts';
import type { Labels } from './label-text.ts';
import type { Counting } from './proxy-telemetry.ts';

/** The upper bounds of the buckets of Linkerd's histograms, in ms. */
const BOUNDS = [
  1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000, 10_000, 20_000, 30_000,
  40_000, 50_000,
];

/** What Linkerd's proxies show: the one beside a pod tells what came in, the one beside who asks what went out. */
export const linkerdCounting: Counting = {
  requests: { name: 'response_total', help: 'Answers that the proxies have seen the end of.' },
  durations: { name: 'response_latency_ms', help: 'How long answers took to begin, in ms.', bounds: BOUNDS },
  labels: (served) => ({
    ...(served.reporter === 'destination' ? inbound(served) : outbound(served)),
    ...outcome(served),
  }),
  notOfDurations: ['classification', 'error'],
  ofPod: ({ namespace, name }) => ({ direction: 'inbound', namespace, pod: name }),
};

function inbound({ answer: { by }, request, to }: Served): Labels {
  return {
    direction: 'inbound',
    authority: to === undefined ? request.host : fullName(to),
    tls: 'true',
    namespace: by?.namespace ?? '',
    deployment: by?.workload ?? '',
    pod: by?.pod ?? '',
  };
}

function outbound({ answer: { by }, request: { source, host }, to }: Served): Labels {
  return {
    direction: 'outbound',
    authority: to === undefined ? host : fullName(to),
    tls: 'true',
    namespace: source.namespace,
    deployment: source.workload,
    ...(to !== undefined && { dst_service: to.name }),
    ...(by !== undefined && { dst_namespace: by.namespace, dst_deployment: by.workload, dst_pod: by.pod }),
  };
}

/** A request whose client went away has no status, and counts as a failure. */
function outcome({ answer: { status, flags } }: Served): Labels {
  const classification = status === 0 || status >= 500 ? 'failure' : 'success';
  return {
    classification,
    ...(status === 0 ? { error: flags === 'DC' ? 'cancelled' : 'unexpected' } : { status_code: String(status) }),
  };
}
