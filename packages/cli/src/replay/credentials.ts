import { type LocalAsked, textFlag } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';

/** What Prometheus is told so that it answers, from a file or from the environment; it gets into no text. */
export async function credentialsIn(asked: LocalAsked): Promise<ReadonlyMap<string, string>> {
  const { files, environment } = asked.io;
  const [tokenFile, loginFile] = [textFlag(asked, 'tokenFile'), textFlag(asked, 'loginFile')];
  const token =
    tokenFile === undefined ? environment['FLAGGER_PROMETHEUS_TOKEN'] : (await files.read(tokenFile)).trim();
  if (token !== undefined && loginFile === undefined) {
    return new Map([['token', token]]);
  }
  const [username, password] =
    loginFile === undefined
      ? [environment['FLAGGER_PROMETHEUS_USERNAME'], environment['FLAGGER_PROMETHEUS_PASSWORD']]
      : loginOf(await files.read(loginFile), loginFile);
  return username === undefined || password === undefined
    ? new Map()
    : new Map([
        ['username', username],
        ['password', password],
      ]);
}

function loginOf(text: string, path: string): readonly [string, string] {
  const [, username, password] = /^([^:\n]+):([^\n]*)\n?$/.exec(text) ?? [];
  if (username === undefined || password === undefined) {
    throw new Ended(EXIT.usage, `--login-file: ${path} does not hold one line user:password`);
  }
  return [username, password];
}
