/** What is in an answer that is a JSON object; nothing where it is anything else. */
export function answered(answer: string): ReadonlyMap<string, unknown> {
  try {
    const said: unknown = JSON.parse(answer);
    return new Map(Object.entries(said ?? {}));
  } catch {
    return new Map();
  }
}

/** Why a chat says no: its code of an error, where it gives one that holds nothing but words. */
export const saidNo = (chat: string, error: unknown): string =>
  typeof error === 'string' && /^[\w-]{1,80}$/.test(error) ? `${chat} said ${error}` : `${chat} said no`;
