import { at, type Json } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import { badRequest } from '../refusal.ts';
import type { Resource } from '../resources/resource.ts';

/** Fields that every kind can be selected by. */
const ALWAYS = ['metadata.name', 'metadata.namespace'];

/**
 * Whether an object fits a selector as in `fieldSelector=metadata.name=a,status.phase!=Running`. Throws a refusal for
 * fields that are not in `selectable`.
 */
export function fieldSelector(
  text: string,
  { selectable, isCustom }: Pick<Resource, 'selectable' | 'isCustom'>,
): (object: KubeObject) => boolean {
  const terms = text
    .split(/(?<!\\),/)
    .filter((part) => part !== '')
    .map((part) => term(part, text));
  const unknown = terms.find(({ field }) => ![...ALWAYS, ...selectable].includes(field));
  if (unknown !== undefined) {
    throw badRequest(
      isCustom || selectable.length > 0
        ? `field label not supported: ${unknown.field}`
        : `${JSON.stringify(unknown.field)} is not a known field selector: only ${ALWAYS.map((field) => JSON.stringify(field)).join(', ')}`,
    );
  }
  return (object) =>
    terms.every(({ field, value, isEqual }) => (shown(at(object, ...field.split('.'))) === value) === isEqual);
}

interface Term {
  readonly field: string;
  readonly value: string;
  readonly isEqual: boolean;
}

function term(part: string, whole: string): Term {
  const [, field, operator, value = ''] = /^([^!=]+)(==|=|!=)(.*)$/s.exec(part) ?? [];
  if (field === undefined) {
    throw badRequest(`invalid selector: '${whole}'; can't understand '${part}'`);
  }
  return { field: field.trim(), value: value.replaceAll(/\\([\\,=])/g, '$1'), isEqual: operator !== '!=' };
}

const shown = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
