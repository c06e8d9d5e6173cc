import type { Inquiry } from './inquiry.ts';
import type { ChecksOptions } from './options.ts';
import type { Server } from './sources/source.ts';

/** What is to be known of the operator's options to ask its metrics server. */
export type ServerOptions = Pick<ChecksOptions, 'metricsServer' | 'metricsTimeoutMs' | 'clock' | 'wire'>;

/** The Prometheus that the operator was started with. */
export const server = (options: ServerOptions, signal: AbortSignal): Server => ({
  address: options.metricsServer,
  timeoutMs: options.metricsTimeoutMs,
  clock: options.clock,
  wire: options.wire,
  signal,
});

/** The Prometheus that a canary is measured with. */
export const serverOf = ({ canary, options, signal }: Inquiry): Server => ({
  ...server(options, signal),
  address: canary.spec.metricsServer || options.metricsServer,
});
