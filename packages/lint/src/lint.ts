import { type Asked, contextOf, type Context } from './context.ts';
import { type Finding, LEVELS, type Level } from './finding.ts';
import type { Manifest, Unreadable } from './manifest.ts';
import { isUnknown } from './input/variables.ts';
import { fieldOf, type Path, valueAt } from './path.ts';
import type { Patched } from './patched.ts';
import type { Rule } from './rule.ts';
import { RULES, UNREADABLE } from './rules/index.ts';

/** What is looked at: `manifests` are judged, `others` are there as well. */
export interface Looked {
  readonly manifests: readonly Manifest[];
  readonly unreadable?: readonly Unreadable[];
  readonly others?: readonly Manifest[];
  /** What patches change that nobody put in. */
  readonly patched?: readonly Patched[];
  /** Labels that kustomizations, which nobody built, put into selectors, by the files of manifests. */
  readonly selectorLabels?: ReadonlyMap<string, readonly string[]>;
}

/** How it is looked at. */
export interface LintAsked extends Asked {
  /** Codes that are left out. */
  readonly suppressed?: readonly string[];
}

/** On an object: the codes that are left out of it, with commas; `*` for all. */
export const SUPPRESS = 'lint.flagger.app/suppress';

/** All that is wrong with manifests, in their order. */
export function lint(looked: Looked, asked: LintAsked = {}): readonly Finding[] {
  const { manifests, unreadable = [], others = [], patched, selectorLabels } = looked;
  const context = contextOf([...manifests, ...others], { ...asked, patched, selectorLabels });
  const rules = RULES.filter(({ code }) => !asked.suppressed?.includes(code));
  const broken = asked.suppressed?.includes(UNREADABLE.code) ? [] : unreadable.map(unreadableFinding);
  return [...broken, ...manifests.flatMap((manifest) => findingsIn(manifest, rules, context))];
}

/** Whether there is a finding of this level or a worse one. */
export const reaches = (findings: readonly Finding[], level: Level): boolean =>
  findings.some((each) => LEVELS.indexOf(each.level) <= LEVELS.indexOf(level));

function findingsIn(manifest: Manifest, rules: readonly Rule[], context: Context): readonly Finding[] {
  const left = leftOut(manifest);
  return rules
    .filter(({ code }) => !left.includes(code) && !left.includes('*'))
    .flatMap((rule) =>
      rule.check(manifest, context).flatMap(({ path, says, offset }) => {
        const at = asWritten(path, manifest);
        const finding = {
          ...{ code: rule.code, level: rule.level, file: manifest.file, ...manifest.place(at, offset) },
          ...{ object: objectName(manifest), field: fieldOf(at), says, fix: rule.fix },
        };
        return isUnknown(valueAt(manifest.object, at)) ? [] : [finding];
      }),
    )
    .sort((one, other) => one.line - other.line || one.column - other.column || (one.code < other.code ? -1 : 1));
}

const objectName = ({ kind, name, namespace }: Manifest): string =>
  `${kind} ${name}${namespace === undefined ? '' : `.${namespace}`}`;

/** Rules speak of `spec.analysis`, also where it has its former name. */
function asWritten(path: Path, { object }: Manifest): Path {
  const [spec, analysis, ...rest] = path;
  const isFormer = spec === 'spec' && analysis === 'analysis' && !valueAt(object, ['spec', 'analysis']);
  return isFormer && valueAt(object, ['spec', 'canaryAnalysis']) ? [spec, 'canaryAnalysis', ...rest] : path;
}

function leftOut({ object }: Manifest): readonly string[] {
  const written = valueAt(object, ['metadata', 'annotations', SUPPRESS]);
  return typeof written === 'string' ? written.split(/[\s,]+/) : [];
}

const unreadableFinding = ({ file, place, says }: Unreadable): Finding => ({
  ...{ code: UNREADABLE.code, level: UNREADABLE.level, file, ...place },
  ...{ object: '', field: '', says, fix: UNREADABLE.fix },
});
