import { characterValue, numberValue, stringValue, type Literal } from './literals.ts';
import { quoted } from './quoted.ts';
import {
  expect,
  is,
  next,
  nextSolid,
  peek,
  peekSolid,
  readSince,
  refuse,
  unexpected,
  type TokenReader,
} from './token-reader.ts';
import type { Token } from './tokens.ts';
import type { Command, Operand, Pipeline, Place } from './tree.ts';

/** What is known while a template is read. */
export interface Parser extends TokenReader {
  /** The names of all functions. */
  readonly functions: ReadonlySet<string>;
  /** The variables in sight, each with its dollar. */
  variables: readonly string[];
  /** How deep parentheses and controls are in each other. */
  depth: number;
}

const DEEPEST = 100;

/** Reads what is in something, which must not go on for ever. */
export function deeper<Read>(parser: Parser, read: () => Read): Read {
  if (parser.depth >= DEEPEST) {
    refuse(parser, `max expression depth exceeded: ${DEEPEST} levels are allowed`);
  }
  parser.depth += 1;
  const result = read();
  parser.depth -= 1;
  return result;
}

const OPENS: ReadonlySet<string> = new Set([
  'bool',
  'character',
  'dot',
  'field',
  'word',
  'number',
  'string',
  'variable',
]);
const opensCommand = (token: Token): boolean => OPENS.has(token.kind) || is(token, 'nil') || is(token, '(');

/** Reads a pipeline up to and with its end: the closing braces, or a parenthesis. */
export function parsePipeline(parser: Parser, context: string, end: 'right' | ')' = 'right'): Pipeline {
  const start = peekSolid(parser).at;
  const { variables, assigns } = parseVariables(parser, context);
  const commands: Command[] = [];
  for (;;) {
    const token = peekSolid(parser);
    if (token.kind === end || is(token, end)) {
      break;
    }
    if (!opensCommand(token)) {
      return unexpected(parser, token, context);
    }
    commands.push(parseCommand(parser));
  }
  const place = readSince(parser, start);
  next(parser);
  holdCommands(parser, commands, context);
  return { kind: 'pipeline', ...place, variables, assigns, commands };
}

function holdCommands(parser: Parser, commands: readonly Command[], context: string): void {
  if (commands.length === 0) {
    refuse(parser, `missing value for ${context}`);
  }
  const stage = commands.findIndex(({ first }, index) => index > 0 && /^(?:constant|dot|nil)$/.test(first.kind));
  if (stage > 0) {
    refuse(parser, `non executable command in pipeline stage ${stage + 1}`);
  }
}

/** `$one :=`, `$one =`, and for range `$one, $other :=` */
function parseVariables(parser: Parser, context: string): Pick<Pipeline, 'variables' | 'assigns'> {
  const variables: string[] = [];
  while (peekSolid(parser).kind === 'variable') {
    const before = parser.index;
    const { text } = next(parser);
    const after = peekSolid(parser);
    if (!is(after, '=') && !is(after, ':=') && !is(after, ',')) {
      parser.index = before;
      break;
    }
    variables.push(text);
    parser.variables = [...parser.variables, text];
    next(parser);
    if (!is(after, ',')) {
      return { variables, assigns: is(after, '=') };
    }
    holdVariables(parser, variables, context);
  }
  return { variables, assigns: false };
}

function holdVariables(parser: Parser, variables: readonly string[], context: string): void {
  if (context !== 'range' || variables.length > 1) {
    refuse(parser, `too many declarations in ${context}`);
  }
  const token = peekSolid(parser);
  if (token.kind !== 'variable' && token.kind !== 'right' && !is(token, ')')) {
    refuse(parser, 'range can only initialize variables');
  }
}

function parseCommand(parser: Parser): Command {
  const start = peekSolid(parser).at;
  const words: Operand[] = [];
  for (;;) {
    peekSolid(parser);
    const operand = parseOperand(parser);
    words.push(...(operand ? [operand] : []));
    const token = peek(parser);
    if (token.kind !== 'space') {
      break;
    }
    next(parser);
  }
  const place = readSince(parser, start);
  const token = peek(parser);
  if (is(token, '|')) {
    next(parser);
  } else if (token.kind !== 'right' && !is(token, ')')) {
    unexpected(parser, token, 'operand');
  }
  const [first, ...rest] = words;
  return first ? { ...place, first, rest } : refuse(parser, 'empty command');
}

function parseOperand(parser: Parser): Operand | undefined {
  const term = parseTerm(parser);
  const token = peek(parser);
  if (term === undefined || token.kind !== 'field') {
    return term;
  }
  const names: string[] = [];
  while (peek(parser).kind === 'field') {
    names.push(next(parser).text.slice(1));
  }
  const place = { at: token.at, text: readSince(parser, term.at).text };
  switch (term.kind) {
    case 'field':
    case 'variable':
      return { ...term, ...place, names: [...term.names, ...names] };
    case 'constant':
    case 'nil':
    case 'dot':
      return refuse(parser, `unexpected . after term ${quoted(term.text)}`);
    default:
      return { kind: 'chain', ...place, of: term, names };
  }
}

function parseTerm(parser: Parser): Operand | undefined {
  const token = peekSolid(parser);
  if (!opensCommand(token)) {
    return undefined;
  }
  const { kind, text, at } = nextSolid(parser);
  switch (kind) {
    case 'word':
      return { kind: 'call', at, text, name: knownFunction(parser, text) };
    case 'dot':
      return { kind, at, text };
    case 'variable':
      return { kind, at, text, name: knownVariable(parser, text), names: [] };
    case 'field':
      return { kind, at, text, names: [text.slice(1)] };
    case 'symbol':
      return deeper(parser, () => parsePipeline(parser, 'parenthesized pipeline', ')'));
    case 'keyword':
      return { kind: 'nil', at, text };
    default:
      return constant(parser, token);
  }
}

function constant(parser: Parser, { kind, text, at }: Token): Operand {
  const place: Place = { at, text };
  switch (kind) {
    case 'bool':
      return { kind: 'constant', ...place, value: text === 'true' };
    case 'character':
      return { kind: 'constant', ...place, value: valueOf(parser, characterValue(text)) };
    case 'string':
      return { kind: 'constant', ...place, value: valueOf(parser, stringValue(text)) };
    default:
      return { kind: 'constant', ...place, value: valueOf(parser, numberValue(text)) };
  }
}

const valueOf = <Kind>(parser: Parser, literal: Literal<Kind>): Kind =>
  'wrong' in literal ? refuse(parser, literal.wrong) : literal.value;

/** The name of a template between quotes. */
export function parseName(parser: Parser, context: string): string {
  return valueOf(parser, stringValue(expect(parser, 'string', context).text));
}

function knownFunction(parser: Parser, name: string): string {
  if (parser.functions.has(name)) {
    return name;
  }
  return refuse(
    parser,
    `function ${quoted(name)} not defined; the functions are ${[...parser.functions].sort().join(', ')}`,
  );
}

function knownVariable(parser: Parser, name: string): string {
  if (parser.variables.includes(name)) {
    return name;
  }
  return refuse(parser, `undefined variable ${quoted(name)}; in sight are ${parser.variables.join(', ')}`);
}
