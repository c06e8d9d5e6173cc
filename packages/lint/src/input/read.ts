import { isJsonObject, type JsonObject } from '@flagger/api';
import type { Document } from 'yaml';
import type { Manifest, Unreadable } from '../manifest.ts';
import { valueAt, type Path } from '../path.ts';
import { goDocument } from './go-yaml.ts';
import { lineStarts, offsetOf, placeIn } from './places.ts';
import { isUnknown, putInDefaults } from './variables.ts';

/** The manifests of a file, and what of it could not be read. */
export interface Read {
  readonly manifests: readonly Manifest[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * Reads YAML or JSON of one or more documents, also lists of objects. What a comment `# Source:` says, as `helm
 * template` writes it, is the file of a document, and lines are counted from there.
 */
export function readManifests(file: string, text: string): Read {
  const parts = documentsIn(file, text).map(readDocument);
  return {
    manifests: parts.flatMap(({ manifests }) => manifests),
    unreadable: parts.flatMap(({ unreadable }) => unreadable),
  };
}

interface Part {
  readonly file: string;
  readonly text: string;
  /** So many lines of the file are before it. */
  readonly before: number;
}

const SOURCE = /^# Source: (\S+)[ \t]*\r?\n/m;

function documentsIn(file: string, text: string): readonly Part[] {
  const parts: Part[] = [];
  let before = 0;
  for (const part of text.split(/^(?=---(?:\s|$))/m)) {
    const source = SOURCE.exec(part);
    const rest = source ? part.slice(source.index + source[0].length) : part;
    parts.push(source ? { file: source[1] ?? file, text: rest, before: 0 } : { file, text: part, before });
    before += part.split('\n').length - 1;
  }
  return parts;
}

/** What has no kind is no manifest. */
const IS_MANIFEST = /(?:^|[\s{,-])["']?kind["']?\s*:/m;

function readDocument(part: Part): Read {
  if (!IS_MANIFEST.test(part.text)) {
    return { manifests: [], unreadable: [] };
  }
  const document = goDocument(part.text);
  putInDefaults(document);
  const starts = lineStarts(part.text);
  const at = (offset: number) => {
    const { line, column } = placeIn(starts, offset);
    return { line: line + part.before, column };
  };
  // after the first mistake the parser is lost, but for keys that are there twice
  const errors = document.errors.filter(({ code }, index) => index === 0 || code === 'DUPLICATE_KEY');
  const unreadable = errors.map(({ pos: [offset], message }) => ({
    file: part.file,
    place: at(offset),
    says: message,
  }));
  const place = (path: Path, within?: number) => at(offsetOf({ document, text: part.text }, path, within));
  if (unreadable.length > 0) {
    return { manifests: [], unreadable };
  }
  const value = valueOf(document);
  if (value instanceof Error) {
    return { manifests: [], unreadable: [{ file: part.file, place: place([]), says: value.message }] };
  }
  const objects = isJsonObject(value) ? objectsIn(value) : [];
  return { manifests: objects.map((each) => manifestOf({ file: part.file, place, ...each })), unreadable: [] };
}

/** Aliases that are too many, or name nothing, make a document that nobody can read, and so does what merges no map. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

interface Rooted {
  readonly object: JsonObject;
  readonly root: Path;
}

/** A list stands for its items. */
function objectsIn(object: JsonObject): readonly Rooted[] {
  const { kind, items } = object;
  if (typeof kind !== 'string') {
    return [];
  }
  return kind.endsWith('List') && Array.isArray(items)
    ? items.flatMap((item: unknown, index) => (isJsonObject(item) ? [{ object: item, root: ['items', index] }] : []))
    : [{ object, root: [] }];
}

function manifestOf({ file, object, root, place }: Rooted & Pick<Manifest, 'file' | 'place'>): Manifest {
  const textAt = (...path: Path): string | undefined => {
    const value = valueAt(object, path);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const namespace = textAt('metadata', 'namespace');
  return {
    file,
    object,
    apiVersion: textAt('apiVersion') ?? '',
    kind: textAt('kind') ?? '',
    name: textAt('metadata', 'name') ?? '',
    namespace: isUnknown(namespace) ? undefined : namespace,
    place: (path, offset) => place([...root, ...path], offset),
  };
}
