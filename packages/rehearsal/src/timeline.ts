import type { Canary, CanaryStatus, Finding, Listener, Routes } from '@flagger/api';
import type { Entry } from './report.ts';

/** What happened, in order; only what follows the release is kept. */
export class Timeline {
  readonly entries: Entry[] = [];
  private readonly told = new Map<string, string>();
  private start = Infinity;

  constructor(private readonly now: () => number) {}

  /** Time counts from here on. */
  begin(): void {
    this.start = this.now();
  }

  tell(what: Entry['what'], says: string): void {
    const at = Math.round((this.now() - this.start) / 100) / 10;
    if (at >= 0) {
      this.entries.push({ at, what, says });
    }
  }

  /** Only where it is another than the last of its kind. */
  change(what: Entry['what'], of: string, says: string): void {
    if (this.told.get(of) !== says) {
      this.told.set(of, says);
      this.tell(what, says);
    }
  }

  /** Hears what the operator tells. */
  listener(onRoutes: (routes: Routes) => void): Listener {
    return {
      alert: (canary, { severity, message }) => this.alert(canary, { severity, message }),
      routes: (_, routes) => {
        onRoutes(routes);
        const copied = routes.mirrored ? ', and copies of the rest' : '';
        this.change('traffic', 'routes', `the canary gets ${routes.canary} % of the traffic${copied}`);
      },
      status: (canary: Canary, before: CanaryStatus) => {
        const phase = canary.status.phase;
        if (phase !== before.phase) {
          this.tell('phase', phase || 'new');
        }
      },
      finding: (_, finding) => this.finding(finding),
    };
  }

  private alert(
    { spec }: Canary,
    { severity, message }: { readonly severity: string; readonly message: string },
  ): void {
    const to = (spec.analysis.alerts ?? []).filter((each) => isLoud(severity, each.severity));
    to.forEach(({ providerRef }) => this.tell('alert', `${severity} to ${providerRef.name}: ${message}`));
  }

  private finding(finding: Finding): void {
    if (finding.kind === 'metric') {
      const { name, value, problem } = finding;
      this.tell('check', `${name}: ${problem === undefined ? rounded(value) : problem.message}`);
    } else if (finding.kind === 'reply') {
      this.change('hook', `hook ${finding.name}`, `${finding.name} says ${finding.ok ? 'yes' : 'no'}`);
    }
  }
}

const LOUDNESS = ['info', 'warn', 'error'];
const isLoud = (severity: string, least = 'info'): boolean => LOUDNESS.indexOf(severity) >= LOUDNESS.indexOf(least);

const rounded = (value = NaN): string => String(Math.round(value * 100) / 100);
