import { fieldsOf, isFields, textMapOf } from '../client/index.ts';
import { jsonIn } from '../lenient-json.ts';

/** What a webhook is sent. */
export interface Payload {
  /** The canary. */
  readonly name: string;
  readonly namespace: string;
  readonly phase: string;
  /** Undefined where there is none. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
}

/** The payload of a webhook's body; undefined where it is no JSON object. */
export function payloadOf(body: string): Payload | undefined {
  const value = jsonIn(body);
  if (!isFields(value)) {
    return undefined;
  }
  const { name = '', namespace = '', phase = '' } = textMapOf(value);
  return {
    name,
    namespace,
    phase,
    metadata: isFields(value.metadata) ? textMapOf(fieldsOf(value.metadata)) : undefined,
  };
}
