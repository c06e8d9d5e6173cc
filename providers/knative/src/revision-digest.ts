import { createHash } from 'node:crypto';
import type { KubeObject } from '@flagger/api';

/**
 * A revision of a Service as statuses hold it, e.g. `sha256:1f0c…` (32 hexadecimal digits). A Service that is made anew
 * has revisions of the same names, which are others.
 */
export const revisionDigest = ({ metadata: { uid = '' } }: KubeObject, name: string): string =>
  `sha256:${createHash('sha256').update(`${uid}/${name}`).digest('hex').slice(0, 32)}`;
