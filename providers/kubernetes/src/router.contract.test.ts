import { MemoryObjects, meshRouterContract } from '@flagger/testing';
import { kubernetes } from './index.ts';

meshRouterContract(kubernetes, { objects: () => new MemoryObjects() });
