import type { JsonObject } from '@flagger/api';

/** One line of a panel: what is asked, and how its series are called. */
export interface Target {
  readonly expr: string;
  readonly legend: string;
}

/** A panel before it has its place. */
export interface Panel {
  readonly title: string;
  readonly type: 'timeseries' | 'stat' | 'state-timeline' | 'row';
  readonly targets: readonly Target[];
  readonly unit?: string;
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
  readonly more?: { readonly fieldConfig?: JsonObject };
}

const SOURCE = { type: 'prometheus', uid: '${datasource}' };

export const target = (expr: string, legend = ''): Target => ({ expr, legend });

/** A heading that starts a new line of panels. */
export const row = (title: string): Panel => ({ title, type: 'row', targets: [], width: 24, height: 1 });

/** Lines over time. */
export const lines = (title: string, unit: string, ...targets: readonly Target[]): Panel => ({
  ...{ title, unit, targets, type: 'timeseries', width: 12, height: 8 },
});

/** One number; `bad` is from when on it is red. */
export const figure = (
  title: string,
  unit: string,
  { expr, bad }: { readonly expr: string; readonly bad?: number },
): Panel => ({
  ...{ title, unit, targets: [target(expr)], type: 'stat', width: 4, height: 4 },
  more: { fieldConfig: { thresholds: { mode: 'absolute', steps: steps(bad) } } },
});

/** Coloured bars over time, by what the values mean. */
export const states = (
  title: string,
  meanings: readonly (readonly [string, string])[],
  ...targets: readonly Target[]
): Panel => ({
  ...{ title, targets, type: 'state-timeline', width: 24, height: 8 },
  more: {
    fieldConfig: {
      mappings: [
        {
          type: 'value',
          options: Object.fromEntries(meanings.map(([text, color], index) => [String(index), { index, text, color }])),
        },
      ],
    },
  },
});

const steps = (bad: number | undefined): readonly JsonObject[] => [
  { color: 'green', value: null },
  ...(bad === undefined ? [] : [{ color: 'red', value: bad }]),
];

/** Panels as Grafana has them, from left to right and from top to bottom. */
export function placed(panels: readonly Panel[]): readonly JsonObject[] {
  let x = 0;
  let y = 0;
  let tallest = 0;
  return panels.map((panel, index) => {
    if (x + panel.width > 24) {
      x = 0;
      y += tallest;
      tallest = 0;
    }
    const gridPos = { x, y, w: panel.width, h: panel.height };
    x += panel.width;
    tallest = Math.max(tallest, panel.height);
    return panelOf(panel, { id: index + 1, gridPos });
  });
}

function panelOf({ title, type, targets, unit, more = {} }: Panel, place: JsonObject): JsonObject {
  if (type === 'row') {
    return { ...place, title, type, collapsed: false, panels: [] };
  }
  return {
    ...place,
    title,
    type,
    datasource: SOURCE,
    fieldConfig: { defaults: { ...(unit === undefined ? {} : { unit }), ...more.fieldConfig }, overrides: [] },
    targets: targets.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource: SOURCE,
      expr,
      ...(legend === '' ? {} : { legendFormat: legend }),
    })),
  };
}
