import { envoyCounters } from '@flagger/mesh-kit';

/** What Knative's ingress counts: of the newest revision, and of the one that serves users. */
export const counters = envoyCounters({
  canary: '{{ namespace }}/{{ route }}',
  primary: '{{ namespace }}/{{ primaryRoute }}',
  either: '{{ namespace }}/({{ route }}|{{ primaryRoute }})',
});
