import { envoyCounters, envoyQueries } from '@flagger/mesh-kit';

const CLUSTERS = {
  canary: '{{ namespace }}_{{ service }}-canary_[0-9a-zA-Z-]+',
  primary: '{{ namespace }}_{{ service }}-primary_[0-9a-zA-Z-]+',
  either: '{{ namespace }}_{{ service }}-(canary|primary)_[0-9a-zA-Z-]+',
};

/** Percent of the canary's requests that Contour's Envoys did not see answered with 5xx; all of them; the time of 99 of 100, in ms. */
export const { successRate, requests, duration } = envoyQueries(CLUSTERS);

/** What Contour's Envoys count of both sides. */
export const counters = envoyCounters(CLUSTERS);
