import { readdirSync, readFileSync } from 'node:fs';
import type { Routes } from '@flagger/api';
import { MemoryObjects } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { aCanary } from '../test/a-canary.ts';
import { type KnativeService, serviceRef } from './knative-api.ts';
import { KnativeRouter } from './router.ts';

const FOLDER = new URL('../golden/', import.meta.url);
const documentsIn = (file: string): readonly unknown[] =>
  parseAllDocuments(readFileSync(new URL(file, FOLDER), 'utf8')).map((document) => {
    const content: unknown = document.toJS();
    return content;
  });
const names = readdirSync(FOLDER).flatMap((file) => (file.endsWith('.in.yaml') ? [file.replace('.in.yaml', '')] : []));

describe("golden: <name>.in.yaml holds a split and the user's Service, <name>.out.yaml the Service with it", () => {
  it.each(names)('%s', async (name) => {
    const [{ routes }, service] = documentsIn(`${name}.in.yaml`) as readonly [
      { readonly routes: Routes },
      KnativeService,
    ];
    const objects = new MemoryObjects({ objects: [service] });
    const router = new KnativeRouter(objects);
    await router.setRoutes(aCanary(), routes);
    const { apiVersion, kind, metadata, spec } = objects.peek<KnativeService>(serviceRef(aCanary())) ?? service;
    const { name: called, namespace, annotations } = metadata;
    const written = { apiVersion, kind, metadata: { name: called, namespace, annotations }, spec };
    expect([written]).toStrictEqual(documentsIn(`${name}.out.yaml`));
    expect(await router.routes(aCanary())).toEqual(routes);
  });
});
