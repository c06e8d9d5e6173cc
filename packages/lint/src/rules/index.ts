import type { Level } from '../finding.ts';
import type { Rule } from '../rule.ts';
import { ALERT_RULES } from './alerts.ts';
import { DEPRECATED_RULES } from './deprecated.ts';
import { GITOPS_RULES } from './gitops.ts';
import { METRIC_RULES } from './metrics.ts';
import { PROMQL_RULES } from './promql.ts';
import { PROVIDER_RULES } from './provider.ts';
import { REFERENCE_RULES } from './references.ts';
import { SCHEMA_RULES } from './schema.ts';
import { SECURITY_RULES } from './security.ts';
import { STEP_RULES } from './steps.ts';
import { TARGET_RULES } from './target.ts';
import { TEMPLATE_RULES } from './templates.ts';
import { TIME_RULES } from './times.ts';
import { TRAFFIC_RULES } from './traffic.ts';
import { WINDOW_RULES } from './windows.ts';

/** What cannot be read has no manifest that a rule could look at. */
export const UNREADABLE: Omit<Rule, 'check' | 'passes'> & { readonly level: Level } = {
  code: 'FLG001',
  level: 'error',
  title: 'YAML that cannot be read',
  why: 'Nothing of the document can be applied.',
  fix: 'Mend the syntax at this place; templates of Helm are to be rendered first.',
  fires: 'kind: Canary\nspec: {analysis: [}',
};

/** Families of rules, in the order of their codes. */
export const FAMILIES: readonly { readonly title: string; readonly rules: readonly Rule[] }[] = [
  { title: 'Schema', rules: SCHEMA_RULES },
  { title: 'Deprecated', rules: DEPRECATED_RULES },
  { title: 'References', rules: [...REFERENCE_RULES, ...TARGET_RULES] },
  { title: 'Steps', rules: STEP_RULES },
  { title: 'Times', rules: TIME_RULES },
  { title: 'Provider', rules: PROVIDER_RULES },
  { title: 'Metrics', rules: METRIC_RULES },
  { title: 'Windows', rules: WINDOW_RULES },
  { title: 'PromQL', rules: PROMQL_RULES },
  { title: 'Metric templates', rules: TEMPLATE_RULES },
  { title: 'Traffic and hooks', rules: TRAFFIC_RULES },
  { title: 'GitOps', rules: GITOPS_RULES },
  { title: 'Security', rules: SECURITY_RULES },
  { title: 'Alerts', rules: ALERT_RULES },
];

/** All rules. */
export const RULES: readonly Rule[] = FAMILIES.flatMap(({ rules }) => rules);
