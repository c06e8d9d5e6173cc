/** Who sends a request. */
export interface Source {
  readonly namespace: string;
  readonly workload: string;
  readonly labels: Readonly<Record<string, string>>;
  /**
   * Through which gateway it comes into the mesh, as `namespace/name`, or {@link ANY_GATEWAY}; undefined for one from
   * within.
   */
  readonly gateway?: string;
}

/** Stands for every gateway, and for the mesh too: somebody outside who has found a way in. */
export const ANY_GATEWAY = '*';

/** A request on its way: `path` with the query, `headers` without the host. */
export interface Request {
  readonly method: string;
  readonly scheme: string;
  /** The host that is asked for, without port. */
  readonly host: string;
  readonly port: number | undefined;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Uint8Array | undefined;
  readonly source: Source;
}

/** An answer, from a pod or from the router itself. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
  /** What went wrong on the way, as in Envoy's access log: `-`, `NR`, `UH`, `UF`, `UT`. */
  readonly flags: string;
  /** Which pod answered; undefined where none did. */
  readonly by: Server | undefined;
}

export interface Server {
  readonly pod: string;
  readonly workload: string;
  readonly namespace: string;
  /** The tag of the pod's image. */
  readonly version: string;
  /** The pod's labels `app` and `version`, as far as it has them. */
  readonly app: string | undefined;
  readonly labelled: string | undefined;
}

/** An answer that the router gives itself. */
export function localAnswer(status: number, text: string, flags: string): Answer {
  return {
    status,
    headers: new Headers({ 'content-type': 'text/plain' }),
    body: Buffer.from(text),
    flags,
    by: undefined,
  };
}
