import { copyGolden } from '@flagger/testing';
import { canaryIngress, type Ingress } from './ingress.ts';

const isIngress = (object: unknown): object is Ingress =>
  typeof object === 'object' && object !== null && 'kind' in object && object.kind === 'Ingress';

copyGolden(new URL('../golden/', import.meta.url), canaryIngress, isIngress);
