import type { Finding } from '../finding.ts';
import { github } from './github.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';

/** How findings can be written. */
export const FORMATS = ['text', 'json', 'sarif', 'github', 'junit'] as const;
export type Format = (typeof FORMATS)[number];

/** What is written beside the findings. */
export interface Writing {
  /** How many manifests were looked at. */
  readonly manifests: number;
  readonly version: string;
  readonly paint: (style: 'bold' | 'dim' | 'red' | 'yellow' | 'cyan', text: string) => string;
}

/** Findings as a text that ends with a line break, or is empty. */
export const written = (format: Format, findings: readonly Finding[], writing: Writing): string =>
  WRITERS[format](findings, writing);

const WRITERS: Readonly<Record<Format, (findings: readonly Finding[], writing: Writing) => string>> = {
  text,
  json,
  sarif,
  github,
  junit,
};
