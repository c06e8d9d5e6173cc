import { RE2JS, RE2JSSyntaxException } from 're2js';

/** Whether payloads of a namespace are served. */
export type NamespaceRule = (namespace: string) => boolean;

/**
 * Serves the namespaces in which an expression of Go is found, anywhere unless it says otherwise; all for the empty
 * one. Undefined where Go would not know the expression.
 */
export function namespaceRule(source: string): NamespaceRule | undefined {
  if (source === '') {
    return () => true;
  }
  try {
    const compiled = RE2JS.compile(source);
    return (namespace) => compiled.test(namespace);
  } catch (error) {
    if (error instanceof RE2JSSyntaxException) {
      return undefined;
    }
    throw error;
  }
}
