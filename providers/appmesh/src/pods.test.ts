import { Stop } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { podsOf, type PodSources, type ServiceObject, type TargetObject } from './pods.ts';

const NOTHING: PodSources = { primary: undefined, canary: undefined, target: undefined };
const service = (selector: Readonly<Record<string, string>>): ServiceObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'any' },
  spec: { selector },
});
const services = { primary: service({ team: 'x-primary' }), canary: service({ team: 'x' }) };
const target = (matchLabels: Readonly<Record<string, string>>): TargetObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'basket' },
  spec: {
    selector: { matchLabels },
    template: {
      spec: { containers: [{}, { ports: [{ containerPort: 9797 }, { name: 'web', containerPort: 9898 }] }] },
    },
  },
});

describe('the labels of pods', () => {
  it('are those that the services select by', () => {
    const seen = { ...services, target: target({ app: 'basket' }) };
    expect(podsOf(meshCanary(), seen)).toMatchObject({ primary: { team: 'x-primary' }, canary: { team: 'x' } });
  });

  it("are the target's as long as there are no services, if it has but one", () => {
    const seen = { ...NOTHING, primary: services.primary, target: target({ app: 'basket' }) };
    expect(podsOf(meshCanary(), seen)).toMatchObject({ primary: { app: 'basket-primary' }, canary: { app: 'basket' } });
  });

  it.each([
    ['with two labels, since an option of the operator says which one counts', target({ app: 'basket', team: 'x' })],
    ['without labels', target({})],
    ['that is not there', undefined],
  ])('are unknown as long as there are no services for a target %s', (_title, found) => {
    expect(podsOf(meshCanary(), { ...NOTHING, target: found })).toBeUndefined();
  });
});

describe('the port of pods', () => {
  it.each([
    ['by default', undefined, 80],
    ['where 0 stands for the default', '0', 80],
    ['as a number', 8080, 8080],
    ['by the name that the containers give it', 'web', 9898],
  ])('is known %s', (_title, targetPort, port) => {
    const canary = meshCanary({ service: targetPort === undefined ? {} : { targetPort } });
    expect(podsOf(canary, { ...services, target: target({ app: 'basket' }) })).toMatchObject({ port });
  });

  it('is unknown by name until the target is there', () => {
    expect(podsOf(meshCanary({ service: { targetPort: 'web' } }), { ...services, target: undefined })).toBeUndefined();
  });

  it('is for a person to mend where no container has a port of that name', () => {
    const seen = { ...services, target: target({ app: 'basket' }) };
    expect(() => podsOf(meshCanary({ service: { targetPort: 'admin' } }), seen)).toThrow(Stop);
    expect(() => podsOf(meshCanary({ service: { targetPort: 'admin' } }), seen)).toThrow(
      'spec.service.targetPort: found "admin"',
    );
  });
});
