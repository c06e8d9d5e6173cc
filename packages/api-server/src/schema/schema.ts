import type { Json, JsonObject } from '../json.ts';

export type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';

/**
 * The rules of a value's shape: a structural schema of a CRD, or what Go's types say of a built-in kind. Absent rules
 * allow anything.
 */
export interface Schema {
  /** A built-in type whose rules are to be added, e.g. `core.PodSpec`: see `resolved`. */
  readonly ref?: string;
  readonly type?: SchemaType;
  /** `int32`, `date-time`, ...; for built-in kinds also `time`, `microtime`, `quantity`, `byte`. */
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  /** Of the values of a map. */
  readonly additional?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly Json[];
  readonly default?: Json;
  readonly nullable?: boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly isIntOrString?: boolean;
  readonly keepsUnknown?: boolean;
  /** A whole object of the API, with apiVersion, kind and metadata. */
  readonly isEmbedded?: boolean;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listKeys?: readonly string[];
  readonly isAtomicMap?: boolean;
  /** Strategic merge: `''` merges a list of plain values, anything else names the key of its objects. */
  readonly mergeKey?: string;
  /** Strategic merge: fields that the patch does not name go. */
  readonly retainsKeys?: boolean;
  /** Go leaves it out of its JSON when it is empty. */
  readonly isOmittedWhenEmpty?: boolean;
  /** Go's types say that it must be given. For OpenAPI only: the server's own rules decide. */
  readonly isRequired?: boolean;
  /** Its number in protobuf messages. */
  readonly number?: number;
  /** In protobuf some fields are in a message of their own, which in JSON they are not. */
  readonly inlined?: readonly Schema[];
  /** It has rules in a language that this server does not speak (CEL). */
  readonly hasExpressions?: boolean;
  /** Go writes it always, though it may be empty. */
  readonly isAlwaysThere?: boolean;
  /** As written in a CRD, for OpenAPI. */
  readonly source?: JsonObject;
}
