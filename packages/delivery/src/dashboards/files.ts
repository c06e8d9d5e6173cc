import { canary } from './canary.ts';
import { type Dashboard, grafanaJson } from './dashboard.ts';
import { fleet } from './fleet.ts';
import { traffic } from './traffic.ts';

/** Every dashboard. */
export const DASHBOARDS: readonly Dashboard[] = [fleet, canary, ...traffic];

/** Every dashboard as Grafana reads it, by its path from the root of the repository. */
export const dashboardFiles = (): ReadonlyMap<string, string> =>
  new Map(
    DASHBOARDS.map((each) => [
      `charts/grafana/dashboards/${each.file}.json`,
      `${JSON.stringify(grafanaJson(each), null, 2)}\n`,
    ]),
  );
