import { isJsonObject, type JsonObject } from '@flagger/api';

/** As much of a structural schema as CRDs of ours use. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number | boolean;
  readonly exclusiveMaximum?: number | boolean;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly not?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-validations'?: readonly { readonly rule: string; readonly message: string }[];
}

/** The schema that a value is, as it stands in a CRD. */
export const isSchema = (value: unknown): value is Schema => isJsonObject(value);

/** The `x-kubernetes-validations` of our CRDs, by their text: CEL is not spoken here. */
export const VALIDATIONS: Readonly<Record<string, (self: unknown) => boolean>> = {
  'self.isSorted()': (self) =>
    !Array.isArray(self) || self.every((item, at) => at === 0 || Number(item) >= Number(self[at - 1])),
  "(size(self.group) == 0 && self.kind == 'Service') ? has(self.port) : true": (self) => {
    const { group = '', kind, port }: JsonObject = isJsonObject(self) ? self : {};
    return group !== '' || (kind ?? 'Service') !== 'Service' || port !== undefined;
  },
};
