import { type Asked, textFlag } from '../command.ts';

/** The version of every document that `-o json` and `-o yaml` print; docs/cli.md describes them. */
export const API_VERSION = 'cli.flagger.app/v1';

/** Prints data as JSON or YAML where that was asked for; says whether it did. */
export async function isPrinted(asked: Asked, kind: string, content: object): Promise<boolean> {
  const document = { apiVersion: API_VERSION, kind, ...content };
  switch (textFlag(asked, 'output')) {
    case 'json':
      asked.io.out(`${JSON.stringify(document, undefined, 2)}\n`);
      return true;
    case 'yaml': {
      const { stringify } = await import('yaml');
      asked.io.out(stringify(document));
      return true;
    }
    default:
      return false;
  }
}

/** The same in one line, for what is told again and again. */
export const jsonLine = (kind: string, content: object): string =>
  `${JSON.stringify({ apiVersion: API_VERSION, kind, ...content })}\n`;
