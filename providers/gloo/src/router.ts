import { nameOf, type Objects, type RoutedCanary, type Routes, Wait, type Written } from '@flagger/api';
import { keepObject, SplitRouter } from '@flagger/mesh-kit';
import type { RouteTable, Upstream } from './gloo-api.ts';
import { routeTable } from './route-table.ts';
import { repaired, settingsRef, upstream } from './upstream.ts';

/** Routes one canary by a RouteTable between the Upstreams of its primary and its canary. */
export class GlooRouter extends SplitRouter<RouteTable> {
  constructor(private readonly kept: Objects) {
    super(kept, routeTable);
  }

  /** The Upstreams come first, so that the RouteTable never leads to what is not there. */
  override async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const settings = await this.settings(canary);
    const written: string[] = [];
    for (const side of ['primary', 'canary'] as const) {
      const wanted = upstream(canary, side, settings);
      written.push(...(await keepObject(this.kept, wanted, (found) => repaired(found, wanted, settings))));
    }
    return [...written, ...(await super.ensure(canary, expected))];
  }

  private async settings(canary: RoutedCanary): Promise<Upstream | undefined> {
    const ref = settingsRef(canary);
    const found = ref && (await this.kept.read<Upstream>(ref));
    if (ref && !found) {
      throw new Wait(`upstream ${nameOf(ref)} not found`);
    }
    return found;
  }
}
