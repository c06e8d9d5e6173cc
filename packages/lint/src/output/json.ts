import type { Finding } from '../finding.ts';

/** A document of a version, as other verbs write it. */
export const json = (findings: readonly Finding[], { manifests }: { readonly manifests: number }): string =>
  `${JSON.stringify({ apiVersion: 'cli.flagger.app/v1', kind: 'LintReport', manifests, items: findings }, undefined, 2)}\n`;
