import { treeOf, type Tree } from '../../compare/values.ts';
import { type EnvoyRoute, type HostRoutes, routesTo } from './routes.ts';

/** By which of the two Envoys requests go: the ingress gateway, or the sidecar of a client in the mesh. */
export type Way = 'gateway' | 'mesh';
export const WAYS: readonly Way[] = ['gateway', 'mesh'];

/** A time in which an Envoy certainly had these routes: what began and ended in it was led by them. */
export interface Spell {
  readonly way: Way;
  readonly routes: readonly EnvoyRoute[];
  /** When Envoy got them, by its own account. */
  readonly updated: number;
  /** From the second look that saw them to the last: its threads have them a moment after its dump. */
  readonly from: number;
  readonly until: number;
}

interface Place {
  readonly way: Way;
  readonly admin: string;
  readonly host: string;
}

const EVERY_MS = 250;

/** Looks at both Envoys again and again, and keeps what routes to a host they had, and when. */
export class Looks {
  private readonly kept: Spell[] = [];
  private isOver = false;
  private readonly looking: Promise<void>;

  private constructor(private readonly places: readonly Place[]) {
    this.looking = this.look();
  }

  /** Of these hosts, one for each way. */
  static at(hosts: Readonly<Record<Way, string>>): Looks {
    return new Looks(
      WAYS.map((way) => ({
        way,
        admin: process.env[way === 'gateway' ? 'GATEWAY_ADMIN' : 'SIDECAR_ADMIN'] ?? '',
        host: hosts[way],
      })),
    );
  }

  /** In the order in which they began; those that were seen only once or never settled are not among them. */
  get spells(): readonly Spell[] {
    return this.kept.filter(({ from, until }) => Number.isFinite(from) && until > from);
  }

  /** What an Envoy has now, once it is certain. */
  now(way: Way): Spell | undefined {
    const last = this.kept.findLast((each) => each.way === way);
    return last && this.spells.includes(last) ? last : undefined;
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await this.looking;
  }

  private async look(): Promise<void> {
    while (!this.isOver) {
      await Promise.all(this.places.map((place) => this.lookAt(place)));
      await new Promise((done) => setTimeout(done, EVERY_MS));
    }
  }

  private async lookAt({ way, admin, host }: Place): Promise<void> {
    const { asked, got, dump } = await dumped(admin);
    const seen = agreed(routesTo(host, dump));
    const last = this.kept.findLast((each) => each.way === way);
    if (!last || JSON.stringify(last.routes) !== JSON.stringify(seen.routes)) {
      this.kept.push({ way, ...seen, from: Infinity, until: asked });
    } else if (asked > last.until) {
      this.kept[this.kept.indexOf(last)] = { ...last, from: Math.min(last.from, got), until: asked };
    }
  }
}

/** An Envoy's routes, and when it was asked for them and had answered. */
interface Dump {
  readonly asked: number;
  readonly got: number;
  readonly dump: Tree;
}

const dumps = new Map<string, { readonly at: number; readonly dump: Promise<Dump> }>();

/** Stories that are told side by side look together. */
function dumped(admin: string): Promise<Dump> {
  const now = Date.now();
  const known = dumps.get(admin);
  if (known && now - known.at < EVERY_MS) {
    return known.dump;
  }
  const dump = dumpOf(admin, now);
  dumps.set(admin, { at: now, dump });
  return dump;
}

async function dumpOf(admin: string, asked: number): Promise<Dump> {
  const response = await fetch(`${admin}/config_dump?resource=dynamic_route_configs`);
  const dump = treeOf(await response.json());
  return { asked, got: Date.now(), dump };
}

/** A sidecar has a host in several configurations; while they differ, nothing is known. */
function agreed(found: readonly HostRoutes[]): HostRoutes {
  const [first, ...others] = found.map(({ routes }) => JSON.stringify(routes));
  const updated = Math.max(0, ...found.map((each) => each.updated));
  return { routes: others.every((each) => each === first) ? (found[0]?.routes ?? []) : [], updated };
}
