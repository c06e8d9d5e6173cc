import { expect, it } from '@jest/globals';
import { ALL_TO_CANARY, type MeshProvider, ROUTE_FIELDS, type RouteField } from '@flagger/api';
import { chosen, meshCanary, type Subject } from './mesh-cluster.ts';
import { MemoryObjects, type Write } from './memory-objects.ts';

/** Something in each field of `spec.service` that is for meshes, and nothing. */
const FIELDS: Readonly<Record<RouteField, readonly [something: unknown, nothing: unknown]>> = {
  timeout: ['9s', ''],
  backendTimeout: ['4s', ''],
  meshName: ['global', ''],
  backends: [['till.shop'], []],
  hosts: [['basket.example.com'], []],
  delegation: [true, false],
  match: [[{ uri: { prefix: '/basket' } }], []],
  retries: [{ attempts: 3, perTryTimeout: '1s', retryOn: 'gateway-error' }, {}],
  rewrite: [{ uri: '/till', authority: 'till.example.com' }, {}],
  mirror: [[{ backendRef: { name: 'shadow', port: 9000 } }], []],
  headers: [{ request: { add: { 'x-from': 'edge' } } }, {}],
  gateways: [['edge/public'], []],
  gatewayRefs: [[{ name: 'public', namespace: 'edge' }], []],
  corsPolicy: [{ allowOrigin: ['https://basket.example.com'] }, {}],
  trafficPolicy: [{ tls: { mode: 'DISABLE' } }, {}],
};

/** A mesh says which fields of `spec.service` it reads, and warns of all others: nobody asks it for something in vain. */
export function fieldsWarnedOf({ warnings, reads, names: [name = ''] }: MeshProvider): void {
  const told = (service: object): readonly string[] => warnings?.(asking(service)) ?? [];

  it.each(ROUTE_FIELDS)('warns of spec.service.%s where it does not read it, and only there', (field) => {
    const sentence = `spec.service.${field} is not supported when using the ${name} provider`;
    expect(told(filled([field])).includes(sentence)).toBe(!reads.includes(field));
  });

  it('warns of nothing in spec.service that it reads, nor of what is empty there', () => {
    expect(told(filled(reads))).toEqual([]);
    expect(told(Object.fromEntries(ROUTE_FIELDS.map((field) => [field, FIELDS[field][1]])))).toEqual([]);
  });
}

/** That it reads what it says, and nothing else, is told by what it writes: alone, or beside all else that it reads. */
export function fieldsRead(subject: Subject): void {
  const { reads } = subject.provider;

  it.each(ROUTE_FIELDS)(
    'writes something else for spec.service.%s if it says that it reads it, and only then',
    async (field) => {
      const others = reads.filter((other) => other !== field);
      const changed = [[], others].map(async (beside) => {
        const [without, having] = [await writes(subject, beside), await writes(subject, [...beside, field])];
        return JSON.stringify(having) !== JSON.stringify(without);
      });
      expect((await Promise.all(changed)).includes(true)).toBe(reads.includes(field));
    },
  );
}

/** All that is written for a Canary with something in these fields, from nothing to everybody at the canary. */
async function writes({ provider, fixtures }: Subject, fields: readonly RouteField[]): Promise<readonly Write[]> {
  const objects = new MemoryObjects({ objects: fixtures.there ?? [] });
  const router = provider.router(objects, chosen(provider));
  const canary = asking(filled(fields));
  await router.prepare(canary);
  await router.ensure(canary, ALL_TO_CANARY);
  return objects.writes;
}

const filled = (fields: readonly RouteField[]): object =>
  Object.fromEntries(fields.map((field) => [field, FIELDS[field][0]]));

const asking = (service: object) => meshCanary({ service, analysis: { iterations: 2 } });
