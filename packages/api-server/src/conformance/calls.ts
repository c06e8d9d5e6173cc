import type { Json } from '../json.ts';
import type { Call } from './requester.ts';

/** Where all of it happens. */
export const NAMESPACE = 'conformance';

/** What the group without a name has there. */
export const CORE = `/api/v1/namespaces/${NAMESPACE}`;
/** The workloads there. */
export const APPS = `/apis/apps/v1/namespaces/${NAMESPACE}`;
/** The canaries there. */
export const CANARIES = `/apis/flagger.app/v1beta1/namespaces/${NAMESPACE}/canaries`;
/** The leases there. */
export const LEASES = `/apis/coordination.k8s.io/v1/namespaces/${NAMESPACE}/leases`;
/** For a request that changes nothing. */
export const DRY = '?dryRun=All';
/** The same, where unknown fields are refused. */
export const STRICT = '?dryRun=All&fieldValidation=Strict';

const MERGE = 'application/merge-patch+json';
/** A patch that knows which lists are maps. */
export const STRATEGIC = 'application/strategic-merge-patch+json';
/** A patch as a list of operations. */
export const JSON_PATCH = 'application/json-patch+json';
/** An answer as `kubectl get` shows it. */
export const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
/** An answer without spec and status. */
export const PARTIAL = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io';
/** The same of a list. */
export const PARTIAL_LIST = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';

/** Reads an object or a list. */
export const get = (path: string, accept = 'application/json'): Call => ({ method: 'GET', path, accept });
/** Creates an object. */
export const post = (path: string, body: Json): Call => ({ method: 'POST', path, body });
/** Replaces an object. */
export const put = (path: string, body: Json): Call => ({ method: 'PUT', path, body });
/** Changes an object, by a merge patch where nothing else is said. */
export const patch = (path: string, body: Json, contentType = MERGE): Call => ({
  method: 'PATCH',
  path,
  body,
  contentType,
});
/** Deletes an object. */
export const remove = (path: string, body?: Json): Call => ({
  method: 'DELETE',
  path,
  ...(body === undefined ? {} : { body }),
});
