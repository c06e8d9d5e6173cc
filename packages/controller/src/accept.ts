import {
  parseCanary,
  statusOf,
  type Canaries,
  type Canary,
  type Problem,
  type Parsed,
  type RawCanary,
} from '@flagger/api';
import type { Meshes, NamedMesh } from './meshes.ts';
import { rivalOf } from './rivals.ts';

/** A Canary that can work, with its mesh, or all that is wrong with it. */
export type Accepted =
  | { readonly canary: Canary; readonly provider: NamedMesh; readonly problems?: undefined }
  | { readonly problems: readonly Problem[] };

/**
 * Reads a Canary of the API: its spec must make sense, its mesh be known and able to route it, and its target belong
 * to no older Canary.
 */
export function accept(raw: RawCanary, meshes: Meshes, canaries: Canaries): Accepted {
  const parsed = parsedOnce(raw);
  if (!parsed.ok) {
    return { problems: parsed.problems };
  }
  const mesh = meshes.of(parsed.canary.spec.provider);
  const rival = rivalOf(canaries, raw);
  const problems = [
    ...('problem' in mesh ? [mesh.problem] : mesh.provider.problems(parsed.canary)),
    ...(rival ? [rival] : []),
  ];
  return 'problem' in mesh || problems.length > 0 ? { problems } : { canary: parsed.canary, provider: mesh.provider };
}

/** What the cache gives is never mutated, so each version of a Canary is read once and not in each turn. */
const read = new WeakMap<RawCanary, Parsed>();

function parsedOnce(raw: RawCanary): Parsed {
  const parsed = read.get(raw) ?? parseCanary(raw);
  read.set(raw, parsed);
  return parsed;
}

/** A Canary as far as its spec can be relied on: all of it, or only what telling about it needs. */
export function tellableCanary(raw: RawCanary): Canary {
  const parsed = parsedOnce(raw);
  return parsed.ok
    ? parsed.canary
    : {
        ...raw,
        spec: { targetRef: { apiVersion: '', kind: 'Deployment', name: '' }, service: { port: 0 }, analysis: {} },
        status: statusOf(raw),
      };
}
