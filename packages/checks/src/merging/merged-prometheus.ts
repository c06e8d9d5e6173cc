import { lastOf, measureAlone, prometheusBy } from '../sources/prometheus.ts';
import { prometheusRows, type Rows } from '../sources/prometheus-rows.ts';
import type { Server, Source } from '../sources/source.ts';
import type { Together } from './together.ts';

/** A Prometheus that is asked what it is asked alone, once for many. */
export interface MergedPrometheus {
  readonly source: Source;
  /** All series that a query gives at one second (Unix time). Throws only where the signal aborts. */
  readonly rows: (text: string, at: number, server: Server) => Promise<Rows>;
}

/** Asks through `together`, and alone where that says so. */
export function mergedPrometheus(together: Together): MergedPrometheus {
  return {
    source: prometheusBy(async (text, server) => {
      const shared = await together.rows({ text, server });
      if ('rows' in shared) {
        return lastOf(shared.rows);
      }
      const measured = await measureAlone(text, server);
      shared.alone('problem' in measured ? measured.problem.kind : undefined);
      return measured;
    }),
    rows: async (text, time, server) => {
      const shared = await together.rows({ text, time, server });
      if ('rows' in shared) {
        return shared;
      }
      const found = await prometheusRows(text, time, server);
      shared.alone('problem' in found ? found.problem.kind : undefined);
      return found;
    },
  };
}
