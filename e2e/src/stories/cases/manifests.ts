import { expect } from '@jest/globals';
import { textOf, treeOf, valueAt } from '../../compare/values.ts';
import { pause } from './place.ts';
import type { Case } from './told-case.ts';

/** Whole manifests that people have published. */
export const MANIFESTS: readonly Case[] = [
  {
    input: '22-manifest-istio-old-thresholds-hpa',
    wants: 'a good image is promoted and a bad one taken back, with all that the manifest asks of Istio',
    tell: async (place) => {
      await place.begin();
      await place.phase('starter', 'Initialized');
      const { http, hosts, gateways } = treeOf((await place.get('VirtualService', 'starter'))['spec']);
      expect([hosts, gateways, valueAt(http, 0, 'retries', 'attempts')]).toEqual([
        ['*'],
        ['public-gateway.istio-system.svc.cluster.local'],
        3,
      ]);
      for (const name of ['starter-primary', 'starter-canary']) {
        const rule = await place.get('DestinationRule', name);
        expect(valueAt(rule, 'spec', 'trafficPolicy', 'tls', 'mode')).toBe('ISTIO_MUTUAL');
      }
      const scaler = await place.get('HorizontalPodAutoscaler', 'starter-primary');
      expect(valueAt(scaler, 'spec', 'scaleTargetRef', 'name')).toBe('starter-primary');
      await place.setImage('1.0.1', 'starter');
      await place.phase('starter', 'Progressing');
      await place.phase('starter', 'Succeeded');
      expect(await place.running('starter-primary')).toMatch(/^1\.0\.1 /);
      await place.setImage('1.0.2-bad', 'starter');
      await place.phase('starter', 'Progressing');
      await place.phase('starter', 'Failed');
      await place.told('starter', /success rate \d+\.\d+% < 99%/);
      expect(await place.running('starter-primary')).toMatch(/^1\.0\.1 /);
    },
  },
  {
    input: '24-manifest-istio-v1alpha3',
    wants: 'the manifest works as it is: a warning, and releases through the gateway, judged by the metrics of 2019',
    tell: async (place) => {
      await place.begin();
      const scaler = { kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2', metadata: { name: 'demo' } };
      const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'demo' };
      await place.create({ ...scaler, spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 3 } });
      await place.phase('demo', 'Initialized');
      const copy = await place.get('HorizontalPodAutoscaler', 'demo-primary');
      expect(valueAt(copy, 'spec', 'scaleTargetRef', 'name')).toBe('demo-primary');
      const source = { namespace: 'istio-system', gateway: 'istio-system/public-gateway' };
      Array.from({ length: 3 }, () => place.crowd('http://app.example.test/', { source }));
      await place.setImage('1.0.1', 'demo');
      await place.phase('demo', 'Progressing');
      await place.phase('demo', 'Succeeded');
      expect(await place.running('demo-primary')).toMatch(/^1\.0\.1 /);
      await place.setImage('1.0.2-bad', 'demo');
      await place.phase('demo', 'Progressing');
      await place.phase('demo', 'Failed');
      await place.told('demo', /success rate \d+\.\d+% < 99%/);
      expect(await place.running('demo-primary')).toMatch(/^1\.0\.1 /);
    },
  },
  {
    input: '25-manifest-metrictemplate-alertproviders',
    wants: 'a template whose server has no values moves nobody on, which is said, and a type is refused',
    tell: async (place) => {
      const mail = place.objects.find((each) => valueAt(each, 'metadata', 'name') === 'mail') ?? {};
      await place.begin((object) => object !== mail);
      const { code, body } = await place.create(mail);
      expect([code, textOf(body['message'])]).toEqual([422, expect.stringMatching(/spec\.type.*"email".*"discord"/)]);
      await place.phase('simple', 'Initialized');
      await place.setImage('1.0.1', 'simple');
      await place.phase('simple', 'Progressing');
      await place.told('simple', /no values found for custom metric: processing-seconds-avg/);
      await pause(3000);
      expect([(await place.status('simple'))['canaryWeight'], await place.running('simple-primary')]).toEqual([
        10,
        '1.0.0 x1',
      ]);
    },
  },
  {
    input: '27-manifest-kubernetes-blue-green',
    wants: 'without traffic the release is taken back, with a load test it is promoted',
    tell: async (place) => {
      await place.begin();
      await place.phase('flask', 'Initialized');
      await place.setImage('1.0.1', 'flask');
      await place.phase('flask', 'Failed');
      await place.told('flask', /no values found/);
      const cmd = `hey -z 1m -q 10 -c 2 http://flask-canary.${place.namespace}:5000/`;
      const url = `http://flagger-loadtester.${place.namespace}/`;
      const webhooks = [{ name: 'load', type: 'rollout', url, metadata: { cmd } }];
      await place.patch('Canary', 'flask', { spec: { analysis: { webhooks, threshold: 4 } } });
      await place.setImage('1.0.2', 'flask');
      await place.phase('flask', 'Progressing');
      await place.phase('flask', 'Succeeded');
      await place.told('flask', /canary iteration 10\/10/);
      expect(await place.running('flask-primary')).toBe('1.0.2 x2');
    },
  },
];
