import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { changed, contradictions } from './changes.ts';
import { differences } from './differences.ts';
import { METRICS_AT_START, answerNoted, metricsAnswer } from './metrics-answer.ts';
import { observationsOf } from './observations.ts';
import { readRecording, recordingIds } from './read-recordings.ts';
import type { Recording } from './recording.ts';
import { nameOf } from './sighting.ts';
import { listOf, textOf, treeOf, type Tree } from './values.ts';

const FOLDER = resolve(import.meta.dirname, '../../recordings');
const IDS = recordingIds(FOLDER);
const RECORDINGS: readonly Recording[] = IDS.map((id) => readRecording(FOLDER, id));

describe('the recordings of Flagger', () => {
  it('are all there and all readable', () => {
    expect(RECORDINGS).toHaveLength(152);
  });

  it('each differ in nothing from themselves', () => {
    const odd = RECORDINGS.filter(
      ({ flagger }) => differences(observationsOf(flagger), observationsOf(structuredClone(flagger))).length > 0,
    );
    expect(odd.map((recording) => recording.id)).toEqual([]);
  });

  it('each have statuses, unless Flagger never took up their Canary', () => {
    const silent = RECORDINGS.filter(({ flagger }) => observationsOf(flagger).statuses.size === 0);
    expect(silent.map((recording) => recording.id)).toEqual([
      'istio/31-legacy-and-schema',
      'istio/56-no-cross-namespace',
    ]);
  });

  it('place every operation of the driver in the timeline', () => {
    for (const { flagger, operations } of RECORDINGS) {
      const asked = operations.filter((operation) => operation.said !== undefined);
      const told = flagger.flatMap((sighting) => (sighting.saw === 'answer' ? [sighting.operation] : []));
      expect(told).toEqual(asked.map((operation) => operation.title));
    }
  });
});

describe('the changes that a recording shows by path', () => {
  const read = (id: string): readonly Tree[] =>
    id.startsWith('istio/31')
      ? []
      : parseAllDocuments(readFileSync(join(FOLDER, id, 'objects.yaml'), 'utf8')).map((document) =>
          treeOf(document.toJS()),
        );

  it('start from what the moment before left', () => {
    const wrong = IDS.flatMap((id) => {
      const state = new Map<string, Tree>();
      return read(id).flatMap((document) =>
        alterations(document).flatMap(({ name, whole, changes }) => {
          const before = state.get(name) ?? {};
          state.set(name, whole ?? changed(before, changes));
          return whole === undefined ? contradictions(before, changes).map((path) => `${id} ${name} ${path}`) : [];
        }),
      );
    });
    expect(wrong).toEqual([]);
  });

  function alterations(document: Tree): readonly { name: string; whole?: Tree; changes?: unknown }[] {
    return [...listOf(document['objects']), ...listOf(document['changed'])]
      .map(treeOf)
      .map((each) =>
        typeof each['object'] === 'string'
          ? { name: each['object'], changes: each['changes'] }
          : { name: nameOf(each), whole: each },
      );
  }
});

describe('the fake metrics server', () => {
  it('answers every query of every recording as the one beside Flagger did', () => {
    const wrong = IDS.flatMap((id) => {
      const queries = new Map(
        [...readFileSync(join(FOLDER, id, 'queries.txt'), 'utf8').matchAll(/^(q\d+): (.*)$/gm)].map(
          ([, name = '', query = '']) => [name, query],
        ),
      );
      let settings = METRICS_AT_START;
      return listOf(parse(readFileSync(join(FOLDER, id, 'timeline.yaml'), 'utf8')))
        .map(treeOf)
        .flatMap((entry) => {
          const operation = treeOf(entry['operation']);
          if (operation['op'] === 'metrics-server-answers') {
            settings = { ...settings, ...operation };
          }
          const query = queries.get(textOf(entry['query']));
          return query === undefined || answerNoted(metricsAnswer(query, settings)) === entry['answer']
            ? []
            : [`${id} at ${String(entry['t'])}: ${query}`];
        });
    });
    expect(wrong).toEqual([]);
  });
});
