import type { Cluster } from '../cluster.ts';
import { isKubeObject, type KubeObject, type Place } from '../kube-object.ts';
import { type JsonObject, without } from '../json.ts';
import { list } from '../reads/list.ts';
import { selection } from '../reads/selection.ts';
import { badRequest, methodNotAllowed, noSuchMethod } from '../refusal.ts';
import type { Resource, Verb } from '../resources/resource.ts';
import { apply } from '../writes/apply.ts';
import { create } from '../writes/create.ts';
import { deleteOptions } from '../writes/delete-options.ts';
import { APPLY, patch } from '../writes/patch.ts';
import { remove } from '../writes/remove.ts';
import { update } from '../writes/update.ts';
import { writeOptions } from '../writes/write-options.ts';
import { accepted } from './accept.ts';
import { answer, bodyOf, type Context, current, type ResourceRoute } from './context.ts';
import { includesOf, shownList } from './presentation.ts';
import type { ApiRequest, Reply } from './request.ts';
import { subresourceRequest } from './subresource-requests.ts';
import { watchReply } from './watch-reply.ts';

/** Answers a request about objects of one kind. Throws a refusal. */
export function resourceRequest(cluster: Cluster, request: ApiRequest, route: ResourceRoute): Reply {
  const { resource, subresource, name } = route;
  const presentation = {
    accepted: accepted(request.accept),
    resource,
    includes: includesOf(request.query),
    now: cluster.clock.now(),
  };
  const context = { cluster, request, route, presentation };
  if (resource.warning !== undefined) {
    request.warn(resource.warning);
  }
  if (subresource !== undefined && name !== undefined) {
    return subresourceRequest(context, { subresource, name });
  }
  const verb = verbOf(request, route);
  if (!resource.verbs.includes(verb)) {
    throw methodNotAllowed(resource, request.method.toLowerCase());
  }
  return VERBS[verb](context);
}

const ONE: Readonly<Record<string, Verb>> = {
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};
const MANY: Readonly<Record<string, Verb>> = { GET: 'list', HEAD: 'list', POST: 'create', DELETE: 'deletecollection' };

function verbOf({ method, query }: ApiRequest, { resource, name, isWatch }: ResourceRoute): Verb {
  const verb = (name === undefined ? MANY : ONE)[method];
  if (verb === undefined) {
    throw resource.isCustom ? methodNotAllowed(resource, method.toLowerCase()) : noSuchMethod();
  }
  const isRead = verb === 'get' || verb === 'list';
  return isRead && (isWatch || ['true', '1'].includes(query.get('watch') ?? '')) ? 'watch' : verb;
}

const VERBS: Readonly<Record<Verb, (context: Context) => Reply>> = {
  get: (context) => answer(context, context.route.resource.presented(current(context))),
  list: ({ cluster, request, route, presentation }) => {
    const page = list(cluster, route.resource, {
      selection: selection(route.resource, request.query, route),
      query: request.query,
    });
    return { kind: 'json', code: 200, value: shownList(presentation, page) };
  },
  watch: (context) => watchReply(context),
  create: (context) => created(context),
  update: (context) => updated(context),
  patch: (context) => patched(context),
  delete: (context) => deleted(context),
  deletecollection: (context) => deletedAll(context),
};

function created(context: Context): Reply {
  const { cluster, request, route } = context;
  const { resource, namespace } = route;
  if (resource.namespaced && namespace === undefined && resource.rules.answered === undefined) {
    throw badRequest('an empty namespace may not be set during creation');
  }
  const object = create(cluster, { resource, namespace, body: bodyOf(request), options: writeOptions(request) });
  return resource.rules.answered === undefined
    ? answer(context, resource.presented(object), 201)
    : { kind: 'json', code: 201, value: { ...object, metadata: without(object.metadata, 'name') } };
}

function placeOf({ route: { namespace, name = '' } }: Context): Place {
  return { namespace, name };
}

function updated(context: Context): Reply {
  const { cluster, request, route } = context;
  const { resource, namespace, name = '' } = route;
  const options = writeOptions(request);
  const body = bodyOf(request);
  const old = cluster.store.get(resource.storage, placeOf(context));
  if (old === undefined && resource.rules.createsOnUpdate === true) {
    return answer(context, resource.presented(create(cluster, { resource, namespace, name, body, options })), 201);
  }
  const stored = update(cluster, {
    resource,
    place: placeOf(context),
    current: old ?? current(context),
    body,
    part: 'object',
    options,
    isPatch: false,
  });
  return answer(context, resource.presented(stored));
}

function patched(context: Context): Reply {
  const { cluster, request, route } = context;
  const { resource } = route;
  const options = writeOptions(request);
  if (request.contentType === APPLY) {
    const { object, isNew } = apply(cluster, {
      resource,
      place: placeOf(context),
      current: cluster.store.get(resource.storage, placeOf(context)),
      body: bodyOf(request),
      part: 'object',
      options,
    });
    return answer(context, resource.presented(object), isNew ? 201 : 200);
  }
  const stored = patch(cluster, {
    resource,
    place: placeOf(context),
    current: current(context),
    part: 'object',
    contentType: request.contentType,
    body: bodyOf(request),
    options,
  });
  return answer(context, resource.presented(stored));
}

function deleted(context: Context): Reply {
  const { cluster, request, route } = context;
  const { resource } = route;
  const { object, isGone } = remove(cluster, resource, {
    current: current(context),
    options: deleteOptions(request.query, request.body ?? {}),
  });
  return isGone && resource.rules.returnsDeleted !== true
    ? { kind: 'json', code: 200, value: success(resource, object) }
    : answer(context, resource.presented(object));
}

function success({ group, plural }: Resource, { metadata }: KubeObject): JsonObject {
  const details = {
    name: metadata.name,
    ...(group === '' ? {} : { group }),
    kind: plural,
    ...(metadata.uid === undefined ? {} : { uid: metadata.uid }),
  };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}

function deletedAll({ cluster, request, route, presentation }: Context): Reply {
  const { resource } = route;
  const page = list(cluster, resource, { selection: selection(resource, request.query, route), query: request.query });
  const options = deleteOptions(request.query, request.body ?? {});
  const items = page.items.flatMap(({ metadata }) => {
    const stored = cluster.store.get(resource.storage, { namespace: metadata.namespace, name: metadata.name });
    return stored === undefined
      ? []
      : [resource.presented(remove(cluster, resource, { current: stored, options }).object)];
  });
  return {
    kind: 'json',
    code: 200,
    value: shownList(presentation, {
      ...page,
      items: items.filter(isKubeObject),
      resourceVersion: String(cluster.store.version()),
    }),
  };
}
