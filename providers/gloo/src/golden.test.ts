import { meshGolden } from '@flagger/testing';
import { routeTable } from './route-table.ts';

meshGolden(new URL('../golden/', import.meta.url), routeTable);
