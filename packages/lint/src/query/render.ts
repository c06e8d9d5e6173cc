import type { Canary, Metric } from '@flagger/api';
import { parseTemplate, TemplateError, type TemplateFunction } from '@flagger/go-template';

/** A query with the values of its variables, or why there is none. */
export type RenderedQuery =
  | { readonly query: string; offsetOf(at: number): number | undefined; readonly error?: undefined }
  | { readonly error: string; readonly query?: undefined };

/** What the variables of a template stand for. */
export interface Values {
  readonly names: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** The variables of one metric of a canary. */
export function valuesOf({ metadata, spec }: Canary, metric: Metric): Values {
  const target = spec.targetRef.name;
  const names = {
    name: metadata.name,
    namespace: metadata.namespace,
    target,
    service: spec.service.name || target,
    ingress: spec.ingressRef?.name ?? target,
    route: spec.routeRef?.name ?? target,
    interval: metric.interval || '1m',
  };
  return { names, variables: metric.templateVariables ?? {} };
}

/** What stands for the variables of a template that nobody uses here. */
export const EXAMPLE_VALUES: Values = {
  names: {
    ...{ name: 'name', namespace: 'namespace', target: 'target', service: 'service', ingress: 'ingress' },
    ...{ route: 'route', interval: '1m' },
  },
  variables: {},
};

const ACTION = /\{\{-?[^}]*\}\}/g;
const PLAIN = /^\{\{\s*(?:([a-z]+)|variables\.(\w+))\s*\}\}$/;

/** Puts the values into a template, and knows which place of the query comes from which of the template. */
export function renderedQuery(template: string, values: Values): RenderedQuery {
  const whole = renderedWhole(template, values);
  if ('error' in whole) {
    return whole;
  }
  const pieces = piecesOf(template, values);
  // what is more than the name of a value has no places
  const isKnown = pieces.map(({ text }) => text).join('') === whole.text;
  return { query: whole.text, offsetOf: (at) => (isKnown ? placeOf(pieces, at) : undefined) };
}

function renderedWhole(
  template: string,
  { names, variables }: Values,
): { readonly text: string } | { readonly error: string } {
  const functions: Readonly<Record<string, TemplateFunction>> = {
    ...Object.fromEntries(Object.entries(names).map(([name, value]) => [name, () => value])),
    variables: () => variables,
  };
  try {
    return {
      text: parseTemplate(template, { name: 'query', functions: Object.keys(functions) }).render({ functions }),
    };
  } catch (error) {
    if (!(error instanceof TemplateError)) {
      throw error;
    }
    return { error: error.message };
  }
}

interface Piece {
  readonly text: string;
  /** Where it begins in the template. */
  readonly from: number;
  readonly isValue: boolean;
}

function piecesOf(template: string, { names, variables }: Values): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { 0: action, index } of template.matchAll(ACTION)) {
    const [, name = '', variable = ''] = PLAIN.exec(action) ?? [];
    pieces.push({ text: template.slice(end, index), from: end, isValue: false });
    pieces.push({ text: names[name] ?? variables[variable] ?? '', from: index, isValue: true });
    end = index + action.length;
  }
  return [...pieces, { text: template.slice(end), from: end, isValue: false }];
}

function placeOf(pieces: readonly Piece[], at: number): number | undefined {
  let start = 0;
  for (const { text, from, isValue } of pieces) {
    if (at < start + text.length || (at === start + text.length && text !== '' && !isValue)) {
      return isValue ? from : from + at - start;
    }
    start += text.length;
  }
  return undefined;
}

/** The variables that a template asks for beyond the usual ones. */
export const variablesIn = (template: string): readonly string[] =>
  Array.from(template.matchAll(/\bvariables\.(\w+)/g), ([, name = '']) => name);
