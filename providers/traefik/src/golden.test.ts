import { meshGolden } from '@flagger/testing';
import { traefikService } from './traefik-service.ts';

meshGolden(new URL('../golden/', import.meta.url), traefikService);
