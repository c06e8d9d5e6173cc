import { createHash } from 'node:crypto';

/** A revision as statuses hold it, e.g. `sha256:1f0c…` (32 hexadecimal digits). */
export const revisionDigest = (name: string): string =>
  `sha256:${createHash('sha256').update(name).digest('hex').slice(0, 32)}`;
