import { type Fields, fieldsOf, isFields, itemsOf, textOf } from '../../client/index.ts';

/** A VirtualService, as far as delegation goes. */
export interface Delegating {
  readonly metadata: { readonly namespace?: string; readonly name: string };
  readonly spec?: unknown;
}

/** An HTTP route, and the namespace in which its hosts are looked up. */
export interface PlacedRoute {
  readonly fields: Fields;
  readonly namespace: string;
}

/**
 * The HTTP routes of a VirtualService, where those that it delegates are replaced by the other VirtualService's,
 * within what the first one matches.
 */
export function httpRoutes({ metadata, spec }: Delegating, all: readonly Delegating[]): readonly PlacedRoute[] {
  const { namespace = '' } = metadata;
  return itemsOf(fieldsOf(spec).http)
    .map(fieldsOf)
    .flatMap((route) => {
      if (!isFields(route.delegate)) {
        return [{ fields: route, namespace }];
      }
      const to = { name: textOf(route.delegate.name), namespace: textOf(route.delegate.namespace) ?? namespace };
      const delegate = all.find((each) => each.metadata.name === to.name && each.metadata.namespace === to.namespace);
      return itemsOf(fieldsOf(delegate?.spec).http).map((own) => ({
        fields: merged(route, fieldsOf(own)),
        namespace: to.namespace,
      }));
    });
}

function merged({ delegate: _, ...root }: Fields, own: Fields): Fields {
  const [outer, inner] = [root.match, own.match].map((matches) => itemsOf(matches).map(fieldsOf));
  const both =
    outer?.length === 0
      ? inner
      : inner?.length === 0
        ? outer
        : outer?.flatMap((one) => (inner ?? []).map((other) => within(one, other)));
  return { ...root, ...own, match: both };
}

/** What fits both: names of headers and the like add up; where both name the same, the delegate's is the narrower. */
function within(outer: Fields, inner: Fields): Fields {
  const nested = ['headers', 'withoutHeaders', 'queryParams', 'sourceLabels'].filter(
    (name) => outer[name] !== undefined || inner[name] !== undefined,
  );
  return {
    ...outer,
    ...inner,
    ...Object.fromEntries(nested.map((name) => [name, { ...fieldsOf(outer[name]), ...fieldsOf(inner[name]) }])),
  };
}
