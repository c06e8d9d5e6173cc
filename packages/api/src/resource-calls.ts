/** One request about one resource of the API server, whatever serves it. */
export interface ResourceCall {
  readonly verb: 'get' | 'list' | 'create' | 'delete';
  readonly apiVersion: string;
  readonly kind: string;
  /** The word in the path, e.g. `keptnmetrics`. */
  readonly plural: string;
  readonly namespace: string;
  /** Not for lists. */
  readonly name?: string;
  /** Of a list: only what has these labels. */
  readonly labelSelector?: string | undefined;
  /** What is to be created. */
  readonly body?: object;
}

/** How long all attempts of a call may take, and what ends them. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Port: asks the API server with the operator's own account, past all caches. Failures are those of {@link Objects}:
 * `Wait` for what may pass, any other error for what will not.
 */
export interface ResourceCalls {
  call(call: ResourceCall, limits: CallLimits): Promise<unknown>;
}
