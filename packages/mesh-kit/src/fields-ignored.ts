import { type Canary, type HttpMatch, ROUTE_FIELDS, type RouteField } from '@flagger/api';
import { notSupported } from './not-supported.ts';

/**
 * A warning of each field of `spec.service` that asks for something and is none of those that a mesh reads: Flagger
 * ignores it without a word. `provider` as the user names it.
 */
export const fieldsIgnored = (canary: Canary, provider: string, reads: readonly RouteField[] = []): readonly string[] =>
  ROUTE_FIELDS.filter((field) => !reads.includes(field) && isAsked(canary, field)).map((field) =>
    notSupported(`spec.service.${field}`, provider),
  );

function isAsked({ spec: { service } }: Canary, field: RouteField): boolean {
  const isForAll = field === 'match' && service.match?.some(isForEverybody) === true;
  return asks(service[field]) && !isForAll;
}

/** Who has this among its matches has no request kept out. */
const isForEverybody = ({
  uri: { prefix, ...compared } = {},
  name: _,
  ignoreUriCase: __,
  ...beside
}: HttpMatch): boolean => (!prefix || prefix === '/') && !asks({ ...compared, ...beside });

/** Whether there is anything in a value, at any depth, but for empty texts and what is false. */
const asks = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(asks)
    : value !== undefined && value !== '' && value !== false;
