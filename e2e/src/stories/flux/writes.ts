import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { textOf, treeOf, valueAt, type Tree } from '../../compare/values.ts';
import { auditLog } from '../../permissions/audit-log.ts';

/** Who writes, by the name with which programs introduce themselves. */
export type Writer = 'operator' | 'kustomize-controller' | 'helm-controller' | 'another';

/** A write that the API server took, by its audit log. */
export interface Write {
  readonly by: Writer;
  /** Whether it only asked what would change. */
  readonly isDry: boolean;
  /** E.g. `patch deployments/backend`, `update deployments/backend/scale`. */
  readonly what: string;
  /** Milliseconds since the epoch: when the API server had answered. */
  readonly at: number;
}

const PROGRAMS: readonly (readonly [string, Writer])[] = [
  ['flagger-ts', 'operator'],
  ['kustomize-controller', 'kustomize-controller'],
  ['helm-controller', 'helm-controller'],
  // Helm itself, in the helm-controller, introduces itself as nobody
  ['Go-http-client', 'helm-controller'],
];
const WRITES = ['create', 'update', 'patch', 'delete'];
/** Entries reach the file a moment after the answer. */
const LAG_MS = 1500;

/** How long the log is now. */
export const now = (): number => statSync(auditLog()).size;

/** Writes to the objects of a namespace from a byte of the log on, but for events and Flux's own objects. */
export async function writesIn(namespace: string, from: number): Promise<readonly Write[]> {
  await new Promise((done) => setTimeout(done, LAG_MS));
  const writes: Write[] = [];
  for await (const line of createInterface({ input: createReadStream(auditLog(), { start: from }) })) {
    const entry = line.includes(namespace) ? treeOf(JSON.parse(line)) : {};
    if (isWrite(entry) && valueAt(entry, 'objectRef', 'namespace') === namespace) {
      writes.push(writeOf(entry));
    }
  }
  return writes;
}

function isWrite({ verb, responseStatus, objectRef }: Tree): boolean {
  const { apiGroup, resource } = treeOf(objectRef);
  return (
    WRITES.includes(textOf(verb))
    && Number(valueAt(responseStatus, 'code')) < 300
    && !textOf(apiGroup).endsWith('.fluxcd.io')
    && !['events', 'leases', 'secrets'].includes(textOf(resource))
  );
}

function writeOf({ verb, objectRef, requestURI, userAgent, stageTimestamp }: Tree): Write {
  const { resource, name, subresource } = treeOf(objectRef);
  const object = [resource, name, subresource].filter(Boolean).map(textOf).join('/');
  return {
    by: writer(textOf(userAgent)),
    isDry: textOf(requestURI).includes('dryRun='),
    what: `${textOf(verb)} ${object}`,
    at: Date.parse(textOf(stageTimestamp)),
  };
}

const writer = (userAgent: string): Writer => PROGRAMS.find(([name]) => userAgent.startsWith(name))?.[1] ?? 'another';
