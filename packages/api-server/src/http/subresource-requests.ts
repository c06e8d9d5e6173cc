import { withMetadata } from '../kube-object.ts';
import { listAt, objectAt, objectsAt, stringAt } from '../json.ts';
import { badRequest, conflict, methodNotAllowed, notFound, unknownPath, unsupportedMediaType } from '../refusal.ts';
import { boundNode } from '../rules/pod-rules.ts';
import { timestamp } from '../schema/time.ts';
import { apply } from '../writes/apply.ts';
import { deleteOptions } from '../writes/delete-options.ts';
import { mergePatched } from '../patch/merge-patch.ts';
import { jsonPatched } from '../patch/json-patch.ts';
import { APPLY, patch } from '../writes/patch.ts';
import { endIfDone, remove } from '../writes/remove.ts';
import { rescale, scaleOf } from '../writes/scale.ts';
import { update } from '../writes/update.ts';
import { writeOptions } from '../writes/write-options.ts';
import { answer, bodyOf, type Context, current } from './context.ts';
import type { ApiRequest, Reply } from './request.ts';

/** Answers a request about a part of one object. Throws a refusal. */
export function subresourceRequest(
  context: Context,
  { subresource, name }: { readonly subresource: string; readonly name: string },
): Reply {
  const { request, route } = context;
  const known = route.resource.subresources.find((each) => each.name === subresource);
  if (known === undefined) {
    throw route.resource.isCustom && ['scale', 'status'].includes(subresource)
      ? notFound(route.resource, name)
      : unknownPath();
  }
  const verbs: Readonly<Record<string, string>> = { GET: 'get', PUT: 'update', PATCH: 'patch', POST: 'create' };
  const verb = verbs[request.method];
  if (verb === undefined || !known.verbs.some((each) => each === verb)) {
    throw methodNotAllowed(route.resource, request.method.toLowerCase());
  }
  switch (subresource) {
    case 'status':
      return statusRequest(context, name);
    case 'scale':
      return scaleRequest(context, name);
    case 'binding':
      return bindingRequest(context);
    case 'eviction':
      return evictionRequest(context);
    default:
      return finalizeRequest(context, name);
  }
}

function statusRequest(context: Context, name: string): Reply {
  const { cluster, request, route } = context;
  const { resource, namespace } = route;
  const stored = current(context);
  if (request.method === 'GET') {
    return answer(context, resource.presented(stored));
  }
  const target = {
    resource,
    place: { namespace, name },
    current: stored,
    part: 'status' as const,
    body: bodyOf(request),
    options: writeOptions(request),
  };
  if (request.method === 'PUT') {
    return answer(context, resource.presented(update(cluster, { ...target, isPatch: false })));
  }
  const done =
    request.contentType === APPLY
      ? apply(cluster, target).object
      : patch(cluster, { ...target, contentType: request.contentType });
  return answer(context, resource.presented(done));
}

function scaleRequest(context: Context, name: string): Reply {
  const { cluster, request, route } = context;
  const { resource, namespace } = route;
  const paths = resource.scale ?? { spec: [], status: [], selector: [] };
  const stored = current(context);
  const scale = scaleOf(resource.presented(stored), paths);
  if (request.method === 'GET') {
    return { kind: 'json', code: 200, value: scale };
  }
  const body = request.method === 'PUT' ? bodyOf(request) : scalePatched(request, scale);
  const done = rescale(cluster, {
    resource,
    place: { namespace, name },
    current: stored,
    options: writeOptions(request),
    paths,
    body,
  });
  return { kind: 'json', code: 200, value: scaleOf(resource.presented(done), paths) };
}

function scalePatched(request: ApiRequest, scale: ReturnType<typeof scaleOf>): ReturnType<typeof mergePatched> {
  const body = bodyOf(request);
  if (request.contentType === APPLY) {
    throw unsupportedMediaType([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/strategic-merge-patch+json',
    ]);
  }
  return request.contentType === 'application/json-patch+json' ? jsonPatched(scale, body) : mergePatched(scale, body);
}

/** A scheduler gives a pod its node. */
function bindingRequest(context: Context): Reply {
  const { cluster, request, route } = context;
  const pod = current(context);
  const nodeName = boundNode(bodyOf(request));
  if (nodeName === undefined) {
    throw badRequest('target.name is required');
  }
  const before = stringAt(pod, 'spec', 'nodeName');
  if (before !== undefined) {
    throw conflict(
      route.resource,
      pod.metadata.name,
      `pod ${pod.metadata.name} is already assigned to node "${before}"`,
    );
  }
  const scheduled = {
    type: 'PodScheduled',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp(cluster.clock.now()),
  };
  const status = {
    ...objectAt(pod, 'status'),
    conditions: [...objectsAt(pod, 'status', 'conditions').filter(({ type }) => type !== 'PodScheduled'), scheduled],
  };
  cluster.store.put(route.resource.storage, { ...pod, spec: { ...objectAt(pod, 'spec'), nodeName }, status });
  return { kind: 'json', code: 201, value: SUCCESS };
}

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

function evictionRequest(context: Context): Reply {
  const { cluster, request, route } = context;
  remove(cluster, route.resource, {
    current: current(context),
    options: deleteOptions(request.query, objectAt(bodyOf(request), 'deleteOptions')),
  });
  return { kind: 'json', code: 201, value: SUCCESS };
}

/** The one who empties a namespace says that it is done. */
function finalizeRequest(context: Context, name: string): Reply {
  const { cluster, request, route } = context;
  const namespace = current(context);
  const finalizers = listAt(bodyOf(request), 'spec', 'finalizers');
  const next = withMetadata({ ...namespace, spec: finalizers.length === 0 ? {} : { finalizers } }, { name });
  return answer(context, endIfDone(cluster, route.resource, next) ?? cluster.store.put(route.resource.storage, next));
}
