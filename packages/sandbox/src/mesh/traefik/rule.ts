/** Which requests a route is for. */
export interface Rule {
  readonly host: string;
  readonly prefix: string;
}

const PART = /^(Host|PathPrefix)\(`([^`]+)`\)$/;

/** Reads a rule such as ``Host(`app.example.com`) && PathPrefix(`/api`)``; undefined for all that says more. */
export function ruleIn(match: string): Rule | undefined {
  const parts = match.split('&&').map((part) => PART.exec(part.trim()) ?? []);
  const valueOf = (what: string): string | undefined => parts.find(([, name]) => name === what)?.[2];
  const names = new Set(parts.map(([, name]) => name));
  const host = valueOf('Host');
  const isWhole = !names.has(undefined) && names.size === parts.length;
  return isWhole && host !== undefined ? { host, prefix: valueOf('PathPrefix') ?? '/' } : undefined;
}
