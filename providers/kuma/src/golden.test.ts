import { meshGolden } from '@flagger/testing';
import { trafficRoute } from './traffic-route.ts';

meshGolden(new URL('../golden/', import.meta.url), trafficRoute('basket'));
