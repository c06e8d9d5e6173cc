import { type Canary, primaryName } from '@flagger/api';

/**
 * The query of a trigger for the primary. In PromQL the target and its canary service become the primary where the
 * value of a label names them, and nothing else does; in other languages each mention counts, as in Flagger.
 */
export function queryOfPrimary(canary: Canary, type: string | undefined, query: string): string {
  const name = escaped(canary.spec.targetRef.name);
  if (type !== 'prometheus') {
    return query.replace(new RegExp(`${name}${SIDE}`, 'g'), primaryName(canary));
  }
  const mention = mentionOf(name, escaped(canary.metadata.namespace));
  return query.replace(MATCHER, (matcher: string, label: string, isValue: string) =>
    NAMES_NO_WORKLOAD.test(label) ? matcher : label + isValue.replace(mention, primaryName(canary)),
  );
}

/** A canary service, or what stands for the primary already. */
const SIDE = '(?:-canary|-primary)?';
/** `label="value"`, in any quotes. */
const MATCHER = /(\w+|"[^"]*")(\s*(?:=~|!~|!=|=)\s*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`))/g;
const NAMES_NO_WORKLOAD = /namespace|^"?__name__"?$/i;

/**
 * A name that is no part of another one, but for those that meshes join: `shop_basket_80` or, in this namespace,
 * `shop-basket-80`. What is before a slash or after a dot is a namespace.
 */
function mentionOf(name: string, namespace: string): RegExp {
  const begins = '(?<![a-zA-Z0-9.-])';
  const alone = `(?<=${begins}(?:${namespace}-)?)${name}${SIDE}(?![a-zA-Z0-9/]|-\\w)`;
  const withPort = `(?<=${begins}${namespace}-)${name}${SIDE}(?=-\\d)`;
  return new RegExp(`${alone}|${withPort}`, 'g');
}

const escaped = (name: string): string => name.replaceAll('.', '\\.');
