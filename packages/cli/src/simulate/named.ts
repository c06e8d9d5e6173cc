import { isJsonObject, type KubeObject } from '@flagger/api';
import type { Plan } from '@flagger/rehearsal';
import { EXIT, Ended } from '../exit.ts';

/** Throws where options name a webhook or a MetricTemplate that is not there: the story would be another one. */
export function mustBeThere(
  { hooks, values }: Pick<Plan, 'hooks' | 'values'>,
  { canary, objects }: Pick<Plan, 'canary' | 'objects'>,
): void {
  const webhooks = webhooksOf(canary);
  const templates = objects.filter(({ kind }) => kind === 'MetricTemplate').map(({ metadata }) => metadata.name);
  const named: readonly (readonly [flag: string, names: readonly string[], known: readonly string[]])[] = [
    ['approve', Object.keys(hooks.opening), webhooks],
    ['fail-hook', hooks.failing, webhooks],
    ['metric', Object.keys(values), templates],
  ];
  for (const [flag, names, known] of named) {
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      const allowed = known.length === 0 ? 'nothing: there is none' : `one of ${known.join(', ')}`;
      throw new Ended(EXIT.usage, `--${flag}: found ${JSON.stringify(unknown)}, allowed is ${allowed}`);
    }
  }
}

function webhooksOf({ spec }: KubeObject): readonly string[] {
  const { analysis, canaryAnalysis } = isJsonObject(spec) ? spec : {};
  const { webhooks } = [analysis, canaryAnalysis].find(isJsonObject) ?? {};
  return (Array.isArray(webhooks) ? webhooks : []).flatMap((webhook) =>
    isJsonObject(webhook) && typeof webhook.name === 'string' ? [webhook.name] : [],
  );
}
