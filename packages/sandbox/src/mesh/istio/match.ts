import { fieldsOf, numberOf, textMapOf, textOf, textsOf } from '../../client/index.ts';
import { type Match, MESH } from '../route-table.ts';
import { headerMatches, textMatch, textMatches } from './text-match.ts';

/** An `HTTPMatchRequest` of a VirtualService in `namespace`. */
export function match(value: unknown, namespace: string): Match {
  const fields = fieldsOf(value);
  const port = numberOf(fields.port);
  const sourceNamespace = textOf(fields.sourceNamespace);
  return {
    ...(fields.uri !== undefined && { uri: textMatch(fields.uri) }),
    ...(fields.scheme !== undefined && { scheme: textMatch(fields.scheme) }),
    ...(fields.method !== undefined && { method: textMatch(fields.method) }),
    ...(fields.authority !== undefined && { authority: textMatch(fields.authority) }),
    ...(port !== undefined && { port }),
    ...(sourceNamespace !== undefined && { sourceNamespace }),
    ...(fields.gateways !== undefined && { gateways: gateways(fields.gateways, namespace) }),
    isUriCaseIgnored: fields.ignoreUriCase === true,
    headers: headerMatches(fields.headers),
    withoutHeaders: headerMatches(fields.withoutHeaders),
    queryParams: textMatches(fields.queryParams),
    sourceLabels: textMapOf(fields.sourceLabels),
  };
}

/** Gateways by their full names, of which the oldest form is that of a host; none named means the mesh. */
export function gateways(value: unknown, namespace: string): readonly string[] {
  const named = textsOf(value);
  return named.length === 0
    ? [MESH]
    : named.map((name) => (name === MESH || name.includes('/') ? name : fullName(name, namespace)));
}

function fullName(name: string, namespace: string): string {
  const [, gateway, home] = /^([^.]+)\.([^.]+)\.svc\.cluster\.local$/.exec(name) ?? [];
  return gateway !== undefined && home !== undefined ? `${home}/${gateway}` : `${namespace}/${name}`;
}
