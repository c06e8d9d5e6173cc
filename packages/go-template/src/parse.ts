import { deeper, parseName, parsePipeline, type Parser } from './parse-pipeline.ts';
import { quoted } from './quoted.ts';
import { expect, is, next, nextSolid, peek, peekSolid, refuse, unexpected } from './token-reader.ts';
import { tokensOf } from './tokens.ts';
import type { Bodies, Control, Inclusion, Node, Pipeline } from './tree.ts';

/** What is read, and the names that it may use. */
export interface Input {
  readonly name: string;
  readonly source: string;
  readonly functions: ReadonlySet<string>;
}

/** A parser of controls: it knows the bodies that were defined, and whether it is in a loop. */
interface ControlParser extends Parser {
  readonly bodies: Map<string, readonly Node[]>;
  loops: number;
}

/** Where a list of nodes ended. */
interface List {
  readonly nodes: readonly Node[];
  readonly end: 'end' | 'else';
}

/** Reads a template. Throws TemplateError. */
export function parse({ name, source, functions }: Input): Bodies {
  const parser: ControlParser = {
    name,
    source,
    functions,
    tokens: tokensOf(source),
    index: 0,
    seen: { kind: 'end', text: '', at: 0 },
    variables: ['$'],
    depth: 0,
    bodies: new Map(),
    loops: 0,
  };
  const nodes: Node[] = [];
  while (peek(parser).kind !== 'end') {
    nodes.push(...parseTop(parser));
  }
  define(parser, name, nodes);
  return parser.bodies;
}

function parseTop(parser: ControlParser): readonly Node[] {
  const start = parser.index;
  if (next(parser).kind === 'left' && is(nextSolid(parser), 'define')) {
    const name = parseName(parser, 'define clause');
    expect(parser, 'right', 'define clause');
    parseBody(parser, name, 'define clause');
    return [];
  }
  parser.index = start;
  const node = parseNode(parser);
  return typeof node === 'string' ? refuse(parser, `unexpected {{${node}}}`) : [node];
}

/** A body of its own: it sees no variables of what is around it. */
function parseBody(parser: ControlParser, name: string, context: string): void {
  const { variables, loops } = parser;
  parser.variables = ['$'];
  parser.loops = 0;
  const { nodes, end } = deeper(parser, () => parseList(parser));
  if (end !== 'end') {
    refuse(parser, `unexpected {{${end}}} in ${context}`);
  }
  define(parser, name, nodes);
  parser.variables = variables;
  parser.loops = loops;
}

/** Of two bodies of one name the one that is not empty counts. */
function define(parser: ControlParser, name: string, nodes: readonly Node[]): void {
  const other = parser.bodies.get(name);
  if (other === undefined || isEmpty(other)) {
    parser.bodies.set(name, nodes);
  } else if (!isEmpty(nodes)) {
    refuse(parser, `template: multiple definition of template ${quoted(name)}`);
  }
}

const isEmpty = (nodes: readonly Node[]): boolean =>
  nodes.every((node) => node.kind === 'text' && node.text.trim() === '');

function parseList(parser: ControlParser): List {
  const nodes: Node[] = [];
  while (peekSolid(parser).kind !== 'end') {
    const node = parseNode(parser);
    if (typeof node === 'string') {
      return { nodes, end: node };
    }
    nodes.push(node);
  }
  return refuse(parser, 'unexpected EOF');
}

function parseNode(parser: ControlParser): Node | List['end'] {
  const token = nextSolid(parser);
  switch (token.kind) {
    case 'text':
      return { kind: 'text', text: token.text };
    case 'left':
      return parseAction(parser);
    default:
      return unexpected(parser, token, 'input');
  }
}

function parseAction(parser: ControlParser): Node | List['end'] {
  const token = peekSolid(parser);
  if (token.kind !== 'keyword' || token.text === 'nil') {
    return { kind: 'print', pipeline: parsePipeline(parser, 'command') };
  }
  next(parser);
  switch (token.text) {
    case 'if':
    case 'with':
    case 'range':
      return parseControl(parser, token.text);
    case 'else':
      return parseElse(parser);
    case 'end':
      expect(parser, 'right', 'end');
      return 'end';
    case 'break':
    case 'continue':
      return parseJump(parser, token.text);
    case 'template':
      return parseInclusion(parser);
    case 'block':
      return parseBlock(parser);
    default:
      return unexpected(parser, token, 'command');
  }
}

/** `{{ else if` and `{{ else with` keep their second word for parseControl. */
function parseElse(parser: ControlParser): 'else' {
  const token = peekSolid(parser);
  if (!is(token, 'if') && !is(token, 'with')) {
    expect(parser, 'right', 'else');
  }
  return 'else';
}

function parseJump(parser: ControlParser, kind: 'break' | 'continue'): Node {
  expect(parser, 'right', `{{${kind}}}`);
  return parser.loops > 0 ? { kind } : refuse(parser, `{{${kind}}} outside {{range}}`);
}

function parseControl(parser: ControlParser, kind: Control['kind']): Control {
  return deeper(parser, () => controlOf(parser, kind));
}

function controlOf(parser: ControlParser, kind: Control['kind']): Control {
  const { variables } = parser;
  const pipeline = parsePipeline(parser, kind);
  parser.loops += kind === 'range' ? 1 : 0;
  const { nodes: body, end } = parseList(parser);
  parser.loops -= kind === 'range' ? 1 : 0;
  const otherwise = end === 'else' ? parseOtherwise(parser, kind) : [];
  parser.variables = variables;
  return { kind, pipeline, body, otherwise };
}

function parseOtherwise(parser: ControlParser, kind: Control['kind']): readonly Node[] {
  if (kind !== 'range' && is(peek(parser), kind)) {
    next(parser);
    return [parseControl(parser, kind)];
  }
  const { nodes, end } = parseList(parser);
  return end === 'end' ? nodes : refuse(parser, `expected end; found {{${end}}}`);
}

function parseInclusion(parser: ControlParser): Inclusion {
  const { at } = peekSolid(parser);
  const name = parseName(parser, 'template clause');
  if (peekSolid(parser).kind === 'right') {
    next(parser);
    return inclusion(name, at);
  }
  return inclusion(name, at, parsePipeline(parser, 'template clause'));
}

function parseBlock(parser: ControlParser): Inclusion {
  const { at } = peekSolid(parser);
  const name = parseName(parser, 'block clause');
  const pipeline = parsePipeline(parser, 'block clause');
  parseBody(parser, name, 'block clause');
  return inclusion(name, at, pipeline);
}

const inclusion = (name: string, at: number, pipeline?: Pipeline): Inclusion => ({
  kind: 'template',
  name,
  at,
  text: `{{template ${quoted(name)}${pipeline ? ` ${pipeline.text}` : ''}}}`,
  pipeline,
});
