import { describe, expect, it } from '@jest/globals';
import { describe as sentence, type Problem } from './errors.ts';
import type { RawCanary } from './outside.ts';
import { parseCanary } from './parse.ts';

const targetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' };
const analysis = { interval: '30s', threshold: 5, stepWeight: 10, maxWeight: 50 };

const raw = (spec: object, status?: object): RawCanary => ({
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'loam', namespace: 'test', uid: 'u-1' },
  spec: { targetRef, service: { port: 80 }, analysis, ...spec },
  ...(status && { status }),
});

const parsed = (spec: object, status?: object) => {
  const result = parseCanary(raw(spec, status));
  if (!result.ok) {
    throw new Error(result.problems.map(sentence).join('; '));
  }
  return result.canary;
};

const problems = (spec: object, status?: object): readonly Problem[] => {
  const result = parseCanary(raw(spec, status));
  return result.ok ? [] : result.problems;
};

const analysed = (change: object) => problems({ analysis: { ...analysis, ...change } });

describe('parseCanary', () => {
  it('gives the spec, the metadata and an empty status of a new Canary', () => {
    const canary = parsed({});
    expect(canary.spec).toEqual({ targetRef, service: { port: 80 }, analysis });
    expect(canary.metadata.uid).toBe('u-1');
    expect(canary.status).toEqual({});
  });

  describe('tolerates', () => {
    it('fields that nobody knows, and null for absent', () => {
      expect(parsed({ colour: 'red', provider: null }).spec).toEqual({ targetRef, service: { port: 80 }, analysis });
    });

    it.each([
      { interval: '' },
      { interval: '3s' },
      { stepWeight: 40, maxWeight: 50 },
      { threshold: -1 },
      { threshold: 0 },
      { maxWeight: 0 },
    ])('%j', (change) => {
      expect(analysed(change)).toEqual([]);
    });

    it('the old name of the analysis where the new one is absent, and ignores it where not', () => {
      expect(parsed({ analysis: undefined, canaryAnalysis: { iterations: 3 } }).spec.analysis).toEqual({
        iterations: 3,
      });
      expect(parsed({ canaryAnalysis: { iterations: 3 } }).spec.analysis).toEqual(analysis);
    });

    it('no strategy, no analysis and metrics without query where analysis is skipped', () => {
      expect(problems({ skipAnalysis: true, analysis: { metrics: [{ name: 'mine' }] } })).toEqual([]);
      expect(parsed({ skipAnalysis: true, analysis: undefined }).spec.analysis).toEqual({});
    });

    it('no service where the target brings its own', () => {
      expect(
        parsed({
          service: undefined,
          targetRef: { ...targetRef, apiVersion: 'serving.knative.dev/v1', kind: 'Service' },
        }).spec.service,
      ).toEqual({ port: 0 });
    });

    it('a provider that is not in the CRD, which the operator may know', () => {
      expect(parsed({ provider: 'smi:v1alpha2:istio' }).spec.provider).toBe('smi:v1alpha2:istio');
    });

    it('metrics with a query or a template, and the two that are built in', () => {
      const metrics = [
        { name: 'request-success-rate' },
        { name: 'request-duration' },
        { name: 'a', query: 'up' },
        { name: 'b', templateRef: { name: 't' } },
      ];
      expect(analysed({ metrics })).toEqual([]);
    });

    it('conditions of other writers, and leaves their times alone', () => {
      const foreign = { type: 'Ready', status: 'True', reason: 'Fine' };
      const status = { phase: 'Progressing', iterations: -1, conditions: [foreign, { ...foreign, status: 'Maybe' }] };
      expect(parsed({}, status).status.conditions).toEqual([
        { ...foreign, message: '' },
        { ...foreign, status: 'Unknown', message: '' },
      ]);
    });
  });

  describe('fills in', () => {
    it('what the CRD gives as defaults, where the CRD in the cluster did not', () => {
      const { spec } = parsed({
        service: { port: 80, gatewayRefs: [{ name: 'g' }] },
        analysis: { ...analysis, sessionAffinity: { cookieName: 'c' } },
      });
      expect(spec.service.gatewayRefs).toEqual([{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'g' }]);
      expect(spec.analysis.sessionAffinity).toEqual({ cookieName: 'c', maxAge: 86400 });
    });
  });

  describe('refuses', () => {
    it.each<[string, object, string]>([
      [
        'a target without name',
        { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment' } },
        'spec.targetRef.name: found nothing, allowed is a text',
      ],
      ['no target', { targetRef: undefined }, 'spec.targetRef: found nothing, allowed is an object'],
      [
        'a target of another kind',
        { targetRef: { ...targetRef, kind: 'StatefulSet' } },
        'spec.targetRef.kind: found "StatefulSet", allowed is DaemonSet, Deployment or Service',
      ],
      [
        'no service of a Deployment',
        { service: undefined },
        'spec.service: found nothing, allowed is an object with a port, since the target is a Deployment',
      ],
      ['a service without port', { service: {} }, 'spec.service.port: found nothing, allowed is a number'],
      ['a port that is a text', { service: { port: '80' } }, 'spec.service.port: found "80", allowed is a number'],
      [
        'a target port that is neither',
        { service: { port: 80, targetPort: true } },
        'spec.service.targetPort: found true, allowed is a number or a text',
      ],
      ['no analysis', { analysis: undefined }, 'spec.analysis: found nothing, allowed is an object'],
      [
        'hosts that are a text',
        { service: { port: 80, hosts: 'a.example' } },
        'spec.service.hosts: found "a.example", allowed is a list',
      ],
      [
        'labels that are numbers',
        { service: { port: 80, apex: { labels: { 'a.b/c': 1 } } } },
        'spec.service.apex.labels["a.b/c"]: found 1, allowed is a text',
      ],
      ['a spec that is a text', { suspend: 'yes' }, 'spec.suspend: found "yes", allowed is true or false'],
    ])('%s', (_, spec, text) => {
      expect(problems(spec).map(sentence)).toEqual([text]);
    });

    const duration = 'a duration such as 30s, 1m30s or 500ms';
    const strategy = 'one of iterations, stepWeight and stepWeights that is more than 0';
    const share = 'a whole number from 0 to 100';
    const upwards = 'a whole number from 0 upwards';
    it.each<[object, string]>([
      [{ interval: '30' }, `spec.analysis.interval: found "30", allowed is ${duration}`],
      [
        { metrics: [{ name: 'request-duration', interval: '1 m' }] },
        `spec.analysis.metrics[0].interval: found "1 m", allowed is ${duration}`,
      ],
      [
        { webhooks: [{ name: 'w', url: 'http://w', timeout: 'soon' }] },
        `spec.analysis.webhooks[0].timeout: found "soon", allowed is ${duration}`,
      ],
      [{ stepWeight: -1 }, `spec.analysis.stepWeight: found -1, allowed is ${share}`],
      [{ maxWeight: -5 }, `spec.analysis.maxWeight: found -5, allowed is ${share}`],
      [{ stepWeights: [10, -20] }, `spec.analysis.stepWeights[1]: found -20, allowed is ${upwards}`],
      [{ stepWeightPromotion: 2.5 }, `spec.analysis.stepWeightPromotion: found 2.5, allowed is ${upwards}`],
      [{ mirrorWeight: 101 }, 'spec.analysis.mirrorWeight: found 101, allowed is a whole number from 0 to 100'],
      [{ mirrorWeight: -1 }, 'spec.analysis.mirrorWeight: found -1, allowed is a whole number from 0 to 100'],
      [{ iterations: 1.5 }, 'spec.analysis.iterations: found 1.5, allowed is a whole number'],
      [{ stepWeight: undefined }, `spec.analysis: found no strategy, allowed is ${strategy}`],
      [
        { metrics: [{ name: 'request-success-rate' }, { name: 'errors' }] },
        'spec.analysis.metrics[1]: found "errors" without query and templateRef, allowed is a query, a templateRef, or one of the names request-success-rate or request-duration',
      ],
      [
        { sessionAffinity: { cookieName: 'c', primaryCookieName: 'c' } },
        'spec.analysis.sessionAffinity.primaryCookieName: found "c", allowed is a name other than that of cookieName',
      ],
      [
        { webhooks: [{ name: 'w', url: 'http://w', type: 'sometime' }] },
        'spec.analysis.webhooks[0].type: found "sometime", allowed is "", confirm-rollout, pre-rollout, rollout, confirm-promotion, post-rollout, event, rollback or confirm-traffic-increase',
      ],
    ])('the analysis %j', (change, text) => {
      expect(analysed(change).map(sentence)).toEqual([text]);
    });

    it('several fields at once, each named', () => {
      expect(analysed({ interval: 'x', maxWeight: -1 }).map(({ field }) => field)).toEqual([
        'spec.analysis.interval',
        'spec.analysis.maxWeight',
      ]);
    });

    it('the old analysis under its own name', () => {
      const found = problems({ analysis: undefined, canaryAnalysis: { stepWeight: -1 } });
      expect(found).toEqual([{ field: 'spec.canaryAnalysis.stepWeight', found: '-1', allowed: share }]);
      expect(problems({ analysis: undefined, canaryAnalysis: {} }).map(({ field }) => field)).toEqual([
        'spec.canaryAnalysis',
      ]);
    });

    it('a status that it cannot read, and a spec that is not an object', () => {
      expect(problems({}, { phase: 'Dreaming' })).toMatchObject([{ field: 'status.phase', found: '"Dreaming"' }]);
      expect(parseCanary({ ...raw({}), spec: 'x' })).toMatchObject({
        ok: false,
        problems: [{ field: 'spec', found: '"x"', allowed: 'an object' }],
      });
      expect(parseCanary({ ...raw({}), spec: undefined })).toMatchObject({ ok: false });
    });
  });

  describe('tells what it found', () => {
    it('shortened to 80 characters', () => {
      const [problem] = analysed({ interval: 'x'.repeat(200) });
      expect(problem?.found).toHaveLength(80);
      expect(problem?.found.endsWith('…')).toBe(true);
    });

    const secret = 'hunter2';
    it.each<[string, object]>([
      ['an address of a webhook', { webhooks: [{ name: 'w', url: { href: `http://a:${secret}@w` } }] }],
      ['an address where a webhook should be', { webhooks: [`http://a:${secret}@w`] }],
      ['an address where the list of webhooks should be', { webhooks: `a:${secret}@w` }],
      ['metadata of a webhook', { webhooks: [{ name: 'w', url: 'http://w', metadata: secret }] }],
      ['an address in the wrong field', { interval: `http://a:${secret}@w` }],
      ['a header', { match: [{ headers: secret }] }],
    ])('but of %s only what kind of value it is', (_, change) => {
      const told = JSON.stringify(analysed(change));
      expect(told).toContain('"found"');
      expect(told).not.toContain(secret);
    });

    it('but of the address of the metrics server only what kind of value it is', () => {
      expect(problems({ metricsServer: 5 })).toEqual([
        { field: 'spec.metricsServer', found: 'a number', allowed: 'a text' },
      ]);
    });
  });
});
