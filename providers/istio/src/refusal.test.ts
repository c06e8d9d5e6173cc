import { describe as sentenceOf } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { problems } from './refusal.ts';

const weighted = { stepWeight: 10 };
const refused = [
  [{ service: { delegation: true, hosts: ['a.example.com'] } }, 'spec.service.delegation'],
  [{ service: { delegation: true, gateways: ['mesh'] } }, 'spec.service.delegation'],
  [
    { service: { appProtocol: 'TCP' }, analysis: { iterations: 1, match: [{ headers: { x: { exact: '1' } } }] } },
    'spec.analysis.match',
  ],
  [{ service: { appProtocol: 'tcp' }, analysis: { ...weighted, mirror: true } }, 'spec.analysis.mirror'],
  [
    { service: { appProtocol: 'tcp' }, analysis: { ...weighted, sessionAffinity: { cookieName: 'ring' } } },
    'spec.analysis.sessionAffinity',
  ],
  [
    { analysis: { iterations: 1, match: [{ sourceLabels: { a: 'b' } }, { headers: { x: { suffix: '1' } } }] } },
    'spec.analysis.match[1].headers.x',
  ],
] as const;

describe('what Istio would route otherwise than the Canary says', () => {
  it.each(refused)('is refused when it is read: %j', (parts, field) => {
    expect(problems(meshCanary(parts)).map((problem) => problem.field)).toEqual([field]);
  });

  it("is told in Flagger's words where there are such", () => {
    const sentence = 'VirtualService basket.shop cannot have hosts and gateways when delegation enabled';
    expect(
      problems(meshCanary({ service: { delegation: true, hosts: ['a.example.com'] } }))
        .map(sentenceOf)
        .join(),
    ).toContain(sentence);
  });

  it('is nothing in a plain Canary', () => {
    expect(problems(meshCanary())).toEqual([]);
  });
});

describe('hosts and gateways that Istio cannot route', () => {
  const refused = (service: object): readonly string[] => problems(meshCanary({ service })).map(({ field }) => field);

  it('are every host inside the mesh, which would take the calls of all services', () => {
    expect(refused({ hosts: ['*'] })).toEqual(['spec.service.hosts[0]']);
    expect(refused({ hosts: ['app', '*'], gateways: ['edge/public', 'mesh'] })).toEqual(['spec.service.hosts[1]']);
    expect(refused({ hosts: ['*'], gateways: ['edge/public'] })).toEqual([]);
  });

  it.each(['', 'a/b/c', 'http://edge', 'a b'])('are a gateway that is none: %j', (gateway) => {
    expect(refused({ gateways: ['mesh', gateway] })).toEqual(['spec.service.gateways[1]']);
  });

  it('are none of those that Flagger documents', () => {
    const gateways = ['mesh', 'istio-system/public-gateway', 'public-gateway.istio-system.svc.cluster.local'];
    expect(refused({ gateways, hosts: ['app.example.com'] })).toEqual([]);
  });
});
