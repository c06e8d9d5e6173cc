import { meshRouterContract } from '@flagger/testing';
import { kubernetes } from './index.ts';

meshRouterContract(kubernetes);
