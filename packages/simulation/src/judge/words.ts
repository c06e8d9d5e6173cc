import type { Traffic } from './traffic.ts';

/** `5 requests/s, 0.1% fail` */
export const trafficText = ({ requestsPerSecond, failureRate, hasShocks }: Traffic): string =>
  `${requestsPerSecond} requests/s, ${percent(failureRate)} fail${hasShocks ? ' with shocks' : ''}`;

/** `0.03%` */
export const percent = (share: number): string => `${Number((share * 100).toFixed(2))}%`;
