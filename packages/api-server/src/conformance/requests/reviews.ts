import { get, post } from '../calls.ts';
import { cases } from '../case.ts';

/** What a server says of itself and of who asks. */
export const REVIEWS = cases('reviews', {
  'may I': post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
  }),
  groups: get('/apis/apps'),
  leases: get('/apis/coordination.k8s.io/v1'),
  canaries: get('/apis/flagger.app/v1beta1'),
});
