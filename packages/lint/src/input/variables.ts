import { type Document, isScalar, visit } from 'yaml';
import { goDocument } from './go-yaml.ts';

/** What Flux puts in for text such as `${interval:=30s}` (`postBuild.substitute`); two dollars are none of it. */
const VARIABLE = /(?<!\$)\$\{#?[A-Za-z_]\w*[^{}]*\}/;
const DEFAULTED = /(?<!\$)\$\{[A-Za-z_]\w*:?[=-]([^{}]*)\}/g;

/** Whether a value is in part or whole what only Flux knows. */
export const isUnknown = (value: unknown): boolean => typeof value === 'string' && VARIABLE.test(value);

/** Puts in the defaults of variables, where a value has no variable without one. */
export function putInDefaults(document: Document): void {
  visit(document, {
    Scalar: (key, scalar) => {
      const text = key !== 'key' && isUnknown(scalar.value) ? String(scalar.value).replaceAll(DEFAULTED, '$1') : '';
      if (text !== '' && !isUnknown(text)) {
        scalar.value = asBuilt(text);
      }
    },
  });
}

/** `kustomize build` writes no quotes where there is a variable, and so `10` becomes a number. */
function asBuilt(text: string): unknown {
  if (text.includes('\n')) {
    return text;
  }
  const { contents, errors } = goDocument(text);
  return errors.length === 0 && isScalar(contents) ? contents.value : text;
}
