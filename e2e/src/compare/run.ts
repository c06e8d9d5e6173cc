import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endsWithUs } from './children.ts';
import { differences } from './differences.ts';
import { withoutEpilogue } from './epilogue.ts';
import { explanationsOf, type Explanation } from './explain.ts';
import { install } from './install.ts';
import { Kube } from './kube.ts';
import { observationsOf } from './observations.ts';
import type { Options } from './options.ts';
import { batches, crdsIn, kindsOf, type Profile } from './profiles.ts';
import { profileOf } from './read-crds.ts';
import { chosen, readRecording, recordingIds } from './read-recordings.ts';
import type { Recording } from './recording.ts';
import { replayed, type ReplayPlan } from './replay.ts';
import { outcomeOf, outcomeText, summaryText, type Outcome } from './report.ts';
import { inSlots } from './slots.ts';

/** Where this repository's own parts are. */
export interface Parts {
  /** The permissive CRDs, and the script that plays the meshes' controllers. */
  readonly crds: string;
  readonly standIns: string;
}

/**
 * Replays the recordings asked for, prints what differs, and gives the exit code: 1 if anything differs that nobody
 * explained.
 */
export async function run(options: Options, parts: Parts): Promise<number> {
  const explanations = existsSync(options.explained) ? explanationsOf(readFileSync(options.explained, 'utf8')) : [];
  const recordings = chosen(recordingIds(options.folder), options.recordings).map((id) =>
    readRecording(options.folder, id),
  );
  const comparison = new Comparison(options, parts, explanations);
  const outcomes = await comparison.of(recordings);
  console.log(`\nwhat the operators printed: ${comparison.logs}\n${summaryText(outcomes, explanations)}`);
  return outcomes.some((outcome) => outcome.different.length > 0) ? 1 : 0;
}

/** One run of the tool. */
class Comparison {
  readonly logs: string;
  private readonly outcomes: Outcome[] = [];

  constructor(
    private readonly options: Options,
    private readonly parts: Parts,
    private readonly explanations: readonly Explanation[],
  ) {
    this.logs = options.logs ?? mkdtempSync(join(tmpdir(), 'flagger-compare-'));
  }

  async of(recordings: readonly Recording[]): Promise<readonly Outcome[]> {
    const names = [...new Set(recordings.map((recording) => recording.profile))];
    const profiles = names.map((name) => profileOf(name, this.parts.crds, this.options.crds));
    for (const batch of batches(profiles)) {
      await this.batch(
        batch,
        recordings.filter((recording) => batch.some((profile) => profile.name === recording.profile)),
      );
    }
    return this.outcomes;
  }

  private async batch(profiles: readonly Profile[], recordings: readonly Recording[]): Promise<void> {
    const kube = await Kube.of(this.options.kubeconfig);
    await install(kube, [
      ...crdsIn([readFileSync(this.options.canaryCrds, 'utf8')]),
      ...profiles.flatMap((profile) => profile.crds),
    ]);
    const standIns = endsWithUs(
      spawn(process.execPath, [this.parts.standIns], {
        env: { ...process.env, KUBECONFIG: this.options.kubeconfig },
        stdio: 'ignore',
      }),
    );
    try {
      await inSlots(recordings, this.options.parallel, async (recording) => this.one(recording, profiles, kube));
    } finally {
      standIns.kill();
      await kube.close();
    }
  }

  private async one(recording: Recording, profiles: readonly Profile[], kube: Kube): Promise<void> {
    const mesh = kindsOf(profiles.find((profile) => profile.name === recording.profile)?.crds ?? [], recording.kinds);
    const { kubeconfig, operator, keeps } = this.options;
    const outcome = await this.compared(recording, { kube, kubeconfig, operator, keeps, mesh, logs: this.logs });
    this.outcomes.push(outcome);
    console.log(outcomeText(outcome));
  }

  /** A replay that breaks is a difference of that recording; the others go on. */
  private async compared(recording: Recording, plan: ReplayPlan): Promise<Outcome> {
    try {
      const ours = withoutEpilogue(recording.flagger, await replayed(recording, plan));
      const found = differences(observationsOf(recording.flagger), observationsOf(ours));
      return outcomeOf(recording.id, found, this.explanations);
    } catch (cause) {
      const text = cause instanceof Error ? cause.message : String(cause);
      return outcomeOf(
        recording.id,
        [{ what: 'stuck', subject: 'replay', ours: `the replay broke off: ${text}` }],
        this.explanations,
      );
    }
  }
}
