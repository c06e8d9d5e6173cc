export type { Asked, Context } from './context.ts';
export { LEVELS, type Finding, type Level } from './finding.ts';
export { goYaml } from './input/go-yaml.ts';
export { readManifests, type Read } from './input/read.ts';
export { lint, reaches, SUPPRESS, type LintAsked, type Looked } from './lint.ts';
export type { Manifest, Place, Unreadable } from './manifest.ts';
export { FORMATS, type Format, written } from './output/index.ts';
export { FAMILIES, RULES } from './rules/index.ts';
export type { Hit, Rule } from './rule.ts';
