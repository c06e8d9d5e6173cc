import { type Canary, sharedOwners } from '@flagger/api';
import type { ConfigObject } from '../configs.ts';
import { sameContent } from './canonical.ts';
import { nonEmpty, withPrefix } from './metadata.ts';
import { copyName } from './names.ts';

/** What a copy depends on, beside its original. */
export interface Copying {
  /** The copy as it is now, which another Canary may share. */
  readonly existing: ConfigObject | undefined;
  /** `-include-label-prefix`. */
  readonly prefixes: readonly string[];
}

/**
 * What the primary's pods refer to in the place of `original`: its data, binary or not, without annotations
 * and `immutable` (as in Flagger). A copy that is there keeps its type, which cannot be changed: to pods it is the same.
 */
export function configCopy(canary: Canary, original: ConfigObject, { existing, prefixes }: Copying): ConfigObject {
  const resourceVersion = existing?.metadata.resourceVersion;
  const type = existing?.type ?? original.type;
  const labels = nonEmpty(withPrefix(original.metadata.labels, prefixes));
  return {
    apiVersion: 'v1',
    kind: original.kind,
    metadata: {
      name: copyName(original.metadata.name),
      namespace: canary.metadata.namespace,
      ...(labels && { labels }),
      ownerReferences: sharedOwners(canary, existing?.metadata.ownerReferences ?? []),
      ...(resourceVersion !== undefined && { resourceVersion }),
    },
    ...(type !== undefined && { type }),
    ...(original.data && { data: original.data }),
    ...(original.binaryData && { binaryData: original.binaryData }),
  };
}

/** Without one of each row Kubernetes takes no Secret of the type. */
const DEMANDED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'kubernetes.io/basic-auth': [['username', 'password']],
  'kubernetes.io/ssh-auth': [['ssh-privatekey']],
  'kubernetes.io/tls': [['tls.crt'], ['tls.key']],
};

/** Which keys a Secret of its type must have and has not. */
export const missingKeys = ({ type = '', data = {} }: ConfigObject): readonly string[] =>
  (DEMANDED[type] ?? []).filter((row) => !row.some((key) => Object.hasOwn(data, key))).map((row) => row.join(' or '));

/** Whether a copy holds what it shall and lives as long as this Canary. */
export function isCopied(canary: Canary, existing: ConfigObject, wanted: ConfigObject): boolean {
  const isOwned = existing.metadata.ownerReferences?.some(({ uid }) => uid === canary.metadata.uid) ?? false;
  return isOwned && sameContent(contentOf(existing), contentOf(wanted));
}

/** Whether two hold the same for pods, whoever owns and labels them. */
export const holdsSame = (one: ConfigObject, other: ConfigObject): boolean => sameContent(heldBy(one), heldBy(other));

const heldBy = ({ data = {}, binaryData = {} }: ConfigObject): object => ({ data, binaryData });

const contentOf = (config: ConfigObject): object => ({
  labels: config.metadata.labels ?? {},
  type: config.type,
  ...heldBy(config),
});
