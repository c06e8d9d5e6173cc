import { isLabelName, labelsOf, NAME, type Labels } from './labels.ts';
import { floatOf } from './promql/literals.ts';

/** One line of what a target shows; `time` (ms) only where the line has one. */
export interface ShownSample {
  readonly labels: Labels;
  readonly value: number;
  readonly time?: number;
}

const METRIC = /^[A-Za-z_:][A-Za-z0-9_:]*/;
const LABEL = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(,|(?=\}))/;
const REST = /^[ \t]+(\S+)(?:[ \t]+(-?\d+))?[ \t]*$/;

/**
 * Reads Prometheus' text format (0.0.4). What a metric is (`# TYPE`) and means (`# HELP`) is left out: a histogram is
 * the series it is shown as. Throws Error with the number of the first wrong line.
 */
export function parseExposition(text: string): readonly ShownSample[] {
  return text.split('\n').flatMap((line, index) => {
    const trimmed = line.replace(/\r$/, '').trimStart();
    if (trimmed === '' || trimmed.startsWith('#')) {
      return [];
    }
    const sample = parseLine(trimmed);
    if (sample === undefined) {
      throw new Error(`line ${index + 1} of the metrics is not understood: ${trimmed.slice(0, 100)}`);
    }
    return [sample];
  });
}

function parseLine(line: string): ShownSample | undefined {
  const name = METRIC.exec(line)?.[0];
  const labelled = name === undefined ? undefined : labelsIn(line.slice(name.length).trimStart());
  const [, number = '', time] = labelled ? (REST.exec(labelled.rest) ?? []) : [];
  const value = floatOf(number);
  if (name === undefined || !labelled || value === undefined) {
    return undefined;
  }
  const labels = labelsOf([[NAME, name], ...labelled.pairs]);
  return time === undefined ? { labels, value } : { labels, value, time: Number(time) };
}

interface Labelled {
  readonly pairs: readonly (readonly [string, string])[];
  readonly rest: string;
}

/** The labels in braces, and what follows them; undefined where they are wrong. */
function labelsIn(text: string): Labelled | undefined {
  if (!text.startsWith('{')) {
    return { pairs: [], rest: ` ${text}` };
  }
  const pairs: (readonly [string, string])[] = [];
  let rest = text.slice(1);
  for (let found = LABEL.exec(rest); found; found = LABEL.exec(rest)) {
    const [whole, name = '', value = ''] = found;
    if (!isLabelName(name) || pairs.some(([other]) => other === name)) {
      return undefined;
    }
    pairs.push([name, unescaped(value)]);
    rest = rest.slice(whole.length);
  }
  const end = /^\s*\}/.exec(rest)?.[0];
  return end === undefined ? undefined : { pairs, rest: ` ${rest.slice(end.length)}` };
}

const unescaped = (value: string): string =>
  value.replace(/\\([\\"n])/g, (_: string, character: string) => (character === 'n' ? '\n' : character));
