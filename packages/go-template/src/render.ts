import { assign, pipelineValue } from './evaluate.ts';
import { quoted } from './quoted.ts';
import { attempt, costOf, deeper, fail, put, putValue, spend, type Rendering } from './rendering.ts';
import type { Control, Inclusion, Node } from './tree.ts';
import { isEntries, isList, isTrue, keysOf, valueOf, type Value } from './value.ts';
import { plain } from './format/value.ts';

/** How a list of nodes ended, where it was left before its end. */
type Jump = 'break' | 'continue' | undefined;

/** Renders nodes one after the other, up to a jump. */
export function renderAll(rendering: Rendering, nodes: readonly Node[]): Jump {
  for (const node of nodes) {
    const jump = renderNode(rendering, node);
    if (jump) {
      return jump;
    }
  }
  return undefined;
}

function renderNode(rendering: Rendering, node: Node): Jump {
  spend(rendering, 1);
  switch (node.kind) {
    case 'text':
      put(rendering, node.text);
      return undefined;
    case 'print':
      renderValue(rendering, node.pipeline);
      return undefined;
    case 'if':
    case 'with':
      return scoped(rendering, () => renderChoice(rendering, node));
    case 'range':
      return scoped(rendering, () => renderLoop(rendering, node));
    case 'template':
      renderInclusion(rendering, node);
      return undefined;
    default:
      return node.kind;
  }
}

function renderValue(rendering: Rendering, pipeline: Control['pipeline']): void {
  const value = pipelineValue(rendering, pipeline);
  if (pipeline.variables.length === 0) {
    putValue(rendering, value);
  }
}

/** What is declared inside is forgotten behind. */
function scoped(rendering: Rendering, render: () => Jump): Jump {
  const { variables } = rendering;
  const mark = variables.length;
  const jump = deeper(rendering, render);
  variables.length = mark;
  return jump;
}

function renderChoice(rendering: Rendering, { kind, pipeline, body, otherwise }: Control): Jump {
  const value = pipelineValue(rendering, pipeline);
  if (!isTrue(value)) {
    return renderAll(rendering, otherwise);
  }
  return renderAll(kind === 'with' ? { ...rendering, dot: value } : rendering, body);
}

/** One round of a loop. */
interface Round {
  readonly key: Value;
  readonly item: Value;
}

function renderLoop(rendering: Rendering, control: Control): Jump {
  const rounds = roundsOf(rendering, control, pipelineValue(rendering, control.pipeline));
  const mark = rendering.variables.length;
  let isEmpty = true;
  for (const round of rounds) {
    isEmpty = false;
    spend(rendering, 1);
    setVariables(rendering, control, round);
    const jump = renderAll({ ...rendering, dot: round.item }, control.body);
    rendering.variables.length = mark;
    if (jump === 'break') {
      break;
    }
  }
  return isEmpty ? renderAll(rendering, control.otherwise) : undefined;
}

function roundsOf(rendering: Rendering, { pipeline }: Control, over: Value): Iterable<Round> {
  spend(rendering, costOf([over]));
  if (isList(over)) {
    return roundsOfList(over);
  }
  if (isEntries(over)) {
    return roundsOfEntries(over);
  }
  if (typeof over === 'bigint') {
    return pipeline.variables.length > 1
      ? fail(rendering, `can't use ${over} to iterate over more than one variable`)
      : roundsOfNumber(over);
  }
  return over === undefined ? [] : fail(rendering, `range can't iterate over ${attempt(rendering, () => plain(over))}`);
}

function* roundsOfList(list: Extract<Value, readonly unknown[]>): Iterable<Round> {
  for (const [index, item] of list.entries()) {
    yield { key: BigInt(index), item: valueOf(item) };
  }
}

function* roundsOfEntries(entries: Extract<Value, { readonly [key: string]: unknown }>): Iterable<Round> {
  for (const key of keysOf(entries)) {
    yield { key, item: valueOf(entries[key]) };
  }
}

function* roundsOfNumber(count: bigint): Iterable<Round> {
  for (let item = 0n; item < count; item += 1n) {
    yield { key: undefined, item };
  }
}

function setVariables(rendering: Rendering, { pipeline }: Control, { key, item }: Round): void {
  const [first, second] = pipeline.variables;
  const values: readonly (readonly [string | undefined, Value])[] = [
    [first, second === undefined ? item : key],
    [second, item],
  ];
  for (const [name, value] of values) {
    if (name !== undefined) {
      assign(rendering, name, value);
    }
  }
}

function renderInclusion(rendering: Rendering, inclusion: Inclusion): void {
  const { name, pipeline } = inclusion;
  rendering.progress.at = inclusion;
  const nodes =
    rendering.bodies.get(name)
    ?? fail(
      rendering,
      `template ${quoted(name)} not defined; there are ${[...rendering.bodies.keys()].map((each) => quoted(each)).join(', ')}`,
    );
  const dot = pipeline && pipelineValue(rendering, pipeline);
  const inner: Rendering = { ...rendering, body: name, dot, variables: [{ name: '$', value: dot }] };
  deeper(rendering, () => renderAll(inner, nodes));
}
