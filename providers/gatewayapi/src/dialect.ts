import type { RouteField } from '@flagger/api';

/** What follows from the API version in which an HTTPRoute is written. */
export interface Dialect {
  /** The names by which a Canary or the command line picks it; the first is the usual one. */
  readonly names: readonly string[];
  readonly apiVersion: string;
  /** Whether a route has what came after the first versions: cross-origin rules and timeouts. */
  readonly isRecent: boolean;
  /** The fields of `spec.service` that a route has words for. */
  readonly reads: readonly RouteField[];
}

const ALWAYS = ['gatewayRefs', 'hosts', 'match', 'headers', 'rewrite', 'mirror'] as const;

export const V1: Dialect = {
  names: ['gatewayapi:v1'],
  apiVersion: 'gateway.networking.k8s.io/v1',
  isRecent: true,
  reads: [...ALWAYS, 'corsPolicy', 'timeout', 'backendTimeout'],
};

/** What Flagger writes for every other name that begins with `gatewayapi`. */
export const V1BETA1: Dialect = {
  names: ['gatewayapi:v1beta1', 'gatewayapi', 'gatewayapi:v1alpha2'],
  apiVersion: 'gateway.networking.k8s.io/v1beta1',
  isRecent: false,
  reads: ALWAYS,
};
