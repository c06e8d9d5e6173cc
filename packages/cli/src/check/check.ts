import { type Asked, isFlag } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { canaries } from './canaries.ts';
import { definitions } from './definitions.ts';
import type { Finding } from './finding.ts';
import { metricsServer } from './metrics-server.ts';
import { operators, type Operator, operatorFindings } from './operator.ts';
import { installationRights, operatorRights } from './rights.ts';
import { routeKinds } from './route-kinds.ts';
import { serverVersion } from './server-version.ts';

/** `check`: a line for each thing, with a code and a remedy. Ends with 1 where one is wrong. */
export async function check(asked: Asked): Promise<ExitCode> {
  const findings = await (isFlag(asked, 'pre') ? before(asked) : installed(asked));
  const isWrong = findings.some(({ level }) => level === 'error');
  const isDoubtful = findings.some(({ level }) => level === 'warning');
  const fine = isDoubtful ? 'Nothing is wrong; what has a ! may be meant so.' : 'All is well.';
  if (!(await isPrinted(asked, 'CheckList', { items: findings }))) {
    findings.forEach((finding) => asked.io.out(`${lineOf(finding, asked)}\n`));
    asked.io.say(isWrong ? 'Something is wrong: see the remedies.' : fine);
  }
  return isWrong ? EXIT.error : EXIT.done;
}

const before = async (asked: Asked): Promise<readonly Finding[]> => [
  ...(await serverVersion(asked)),
  ...(await installationRights(asked)),
];

async function installed(asked: Asked): Promise<readonly Finding[]> {
  const found: readonly Operator[] = await operators(asked);
  const parts = await Promise.all([
    serverVersion(asked),
    definitions(asked),
    operatorFindings(asked, found),
    operatorRights(asked, found),
    metricsServer(asked, found),
    routeKinds(asked),
    canaries(asked),
  ]);
  return parts.flat();
}

function lineOf({ code, level, says, remedy }: Finding, { io: { screen } }: Asked): string {
  const mark = {
    ok: screen.paint('green', '✔'),
    warning: screen.paint('yellow', '!'),
    error: screen.paint('red', '✘'),
  };
  return `${mark[level]} ${code} ${says}${remedy === undefined ? '' : `\n    ${remedy}`}`;
}
