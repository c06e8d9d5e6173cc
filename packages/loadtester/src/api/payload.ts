/** What a webhook of a Canary says. */
export interface Payload {
  readonly name: string;
  readonly namespace: string;
  readonly phase: string;
  readonly checksum: string;
  readonly metadata: ReadonlyMap<string, string>;
}

const TEXTS = ['name', 'namespace', 'phase', 'checksum'] as const;

/**
 * Reads a body as Go's `encoding/json` does: field names in any case, `null` for what is not said, fields that nobody
 * knows ignored. Undefined where it is no JSON, or a field is of another type.
 */
export function parsePayload(body: string): Payload | undefined {
  const parsed = jsonIn(body);
  if (parsed === null) {
    return payload(new Map(), new Map());
  }
  if (!isRecord(parsed)) {
    return undefined;
  }
  const texts = new Map<string, string>();
  const metadata = new Map<string, string>();
  for (const [key, value] of Object.entries(parsed)) {
    const field = key.toLowerCase();
    if (!readInto({ texts, metadata }, field, value)) {
      return undefined;
    }
  }
  return payload(texts, metadata);
}

/** The canary as keys and logs name it. */
export const canaryOf = ({ name, namespace }: Pick<Payload, 'name' | 'namespace'>): string => `${name}.${namespace}`;

interface Read {
  readonly texts: Map<string, string>;
  readonly metadata: Map<string, string>;
}

/** Whether the value is of the field's type. */
function readInto({ texts, metadata }: Read, field: string, value: unknown): boolean {
  if (value === null) {
    return true;
  }
  if (TEXTS.some((each) => each === field)) {
    return typeof value === 'string' && texts.set(field, value) === texts;
  }
  return field !== 'metadata' || (isRecord(value) && addTexts(metadata, value));
}

function addTexts(metadata: Map<string, string>, value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(value).every(
    ([key, each]) => (typeof each === 'string' || each === null) && metadata.set(key, each ?? ''),
  );
}

const payload = (texts: ReadonlyMap<string, string>, metadata: ReadonlyMap<string, string>): Payload => ({
  name: texts.get('name') ?? '',
  namespace: texts.get('namespace') ?? '',
  phase: texts.get('phase') ?? '',
  checksum: texts.get('checksum') ?? '',
  metadata,
});

/** Undefined where it is no JSON. */
function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
