import { describe, expect, it } from '@jest/globals';
import { Conflict, Wait } from '@flagger/api';
import { apiError, apiErrorIn } from './api-error.ts';
import { type Attempted, failure } from './failure.ts';
import { CONFIG_MAPS, type Resource, SECRETS } from './resource.ts';

const resource = (kind: string, apiVersion: string, plural: string): Resource => ({
  apiVersion,
  kind,
  plural,
  namespaced: true,
  verbs: [],
});
const DEPLOYMENTS = resource('Deployment', 'apps/v1', 'deployments');
const AUTOSCALERS = resource('HorizontalPodAutoscaler', 'autoscaling/v2', 'horizontalpodautoscalers');
const SERVICES = resource('Service', 'v1', 'services');
const VIRTUAL_SERVICES = resource('VirtualService', 'networking.istio.io/v1', 'virtualservices');

const tried = (verb: Attempted['verb'], of: Resource, name?: string): Attempted => ({
  verb,
  resource: of,
  place: { namespace: 'test', name },
});

/** A Status as a real API server sends it. */
const status = (code: number, reason: string, message: string, details: object = {}): string =>
  JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, details, code });

const failed = (attempted: Attempted, code: number, reason: string, message: string): Error =>
  failure(attempted, apiError(code, status(code, reason, message)));

const USER = 'User "system:serviceaccount:flagger:flagger"';

describe('a write that is refused', () => {
  it.each([
    [
      tried('patch', DEPLOYMENTS, 'podinfo'),
      403,
      'Forbidden',
      `deployments.apps "podinfo" is forbidden: ${USER} cannot patch resource "deployments" in API group "apps" in the namespace "test"`,
      `patching Deployment podinfo.test: forbidden: ${USER} cannot patch resource "deployments" in API group "apps" in the namespace "test"`,
    ],
    [
      tried('create', SERVICES, 'podinfo-canary'),
      403,
      'Forbidden',
      'services "podinfo-canary" is forbidden: exceeded quota: few, requested: services=1, used: services=5, limited: services=5',
      'creating Service podinfo-canary.test: forbidden: exceeded quota: few, requested: services=1, used: services=5, limited: services=5',
    ],
    [
      tried('list', AUTOSCALERS),
      403,
      'Forbidden',
      `horizontalpodautoscalers.autoscaling is forbidden: ${USER} cannot list resource "horizontalpodautoscalers" in API group "autoscaling" in the namespace "test"`,
      `listing HorizontalPodAutoscaler in namespace test: forbidden: ${USER} cannot list resource "horizontalpodautoscalers" in API group "autoscaling" in the namespace "test"`,
    ],
    [
      tried('update', DEPLOYMENTS, 'podinfo-primary'),
      404,
      'NotFound',
      'deployments.apps "podinfo-primary" not found',
      'replacing Deployment podinfo-primary.test: not found',
    ],
    [
      tried('create', CONFIG_MAPS, 'settings-primary'),
      409,
      'AlreadyExists',
      'configmaps "settings-primary" already exists',
      'creating ConfigMap settings-primary.test: already exists',
    ],
    [
      tried('update', AUTOSCALERS, 'podinfo-primary'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on horizontalpodautoscalers.autoscaling "podinfo-primary": the object has been modified; please apply your changes to the latest version and try again',
      'replacing HorizontalPodAutoscaler podinfo-primary.test: the object has been modified; please apply your changes to the latest version and try again',
    ],
    [
      tried('create', SERVICES, 'podinfo-primary'),
      422,
      'Invalid',
      'Service "podinfo-primary" is invalid: spec.ports[1].name: Duplicate value: "http"',
      'creating Service podinfo-primary.test: invalid: spec.ports[1].name: Duplicate value: "http"',
    ],
    [
      tried('patch', VIRTUAL_SERVICES, 'podinfo'),
      422,
      'Invalid',
      'VirtualService.networking.istio.io "podinfo" is invalid: spec.http[0].route[0].weight: Invalid value: 300: spec.http[0].route[0].weight in body should be less than or equal to 100',
      'patching VirtualService podinfo.test: invalid: spec.http[0].route[0].weight: Invalid value: 300: spec.http[0].route[0].weight in body should be less than or equal to 100',
    ],
    [
      tried('patch', VIRTUAL_SERVICES, 'podinfo'),
      400,
      'BadRequest',
      'admission webhook "validation.istio.io" denied the request: configuration is invalid: HTTP match name cannot be empty',
      'patching VirtualService podinfo.test: admission webhook "validation.istio.io" denied the request: configuration is invalid: HTTP match name cannot be empty',
    ],
    [
      tried('create', DEPLOYMENTS, 'podinfo-primary'),
      404,
      'NotFound',
      'namespaces "test" not found',
      'creating Deployment podinfo-primary.test: namespaces "test" not found',
    ],
  ])('names the object once and says the reason once: %#', (attempted, code, reason, message, expected) => {
    const error = failed(attempted, code, reason, message);
    expect(error.message).toBe(expected);
    expect(expected.endsWith(apiErrorIn(error)?.message ?? 'no answer')).toBe(true);
    expect(apiErrorIn(error)).toMatchObject({ status: code, reason });
  });

  it('is a conflict, something to wait for or neither, by its code', () => {
    const [conflict, gone, invalid] = [
      failed(tried('update', DEPLOYMENTS, 'a'), 409, 'Conflict', 'no'),
      failed(tried('update', DEPLOYMENTS, 'a'), 404, 'NotFound', 'no'),
      failed(tried('update', DEPLOYMENTS, 'a'), 422, 'Invalid', 'no'),
    ];
    expect(conflict).toBeInstanceOf(Conflict);
    expect(gone).toBeInstanceOf(Wait);
    expect(invalid).not.toBeInstanceOf(Wait);
  });

  it('of a Secret says nothing of its data, nor does its cause', () => {
    const error = failed(
      tried('create', SECRETS, 'token-primary'),
      422,
      'Invalid',
      'Secret "token-primary" is invalid: data[a]: Invalid value: "hunter2": no',
    );
    expect(error.message).toBe('creating Secret token-primary.test: 422 Invalid');
    expect(apiErrorIn(error)?.message).toBe('422 Invalid');
  });
});
