import { envoyCounters, envoyQueries } from '@flagger/mesh-kit';

const CLUSTERS = {
  canary: '{{ namespace }}-{{ service }}-canaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+',
  primary: '{{ namespace }}-{{ service }}-primaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+',
  either: '{{ namespace }}-{{ service }}-(canary|primary)upstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+',
};

/** Percent of the canary's requests that Gloo's Envoys did not see answered with 5xx; all of them; the time of 99 of 100, in ms. */
export const { successRate, requests, duration } = envoyQueries(CLUSTERS);

/** What Gloo's Envoys count of both sides. */
export const counters = envoyCounters(CLUSTERS);
