import type { Dispatcher } from 'undici';

/** The JSON object that was answered. Throws where it is none. */
export async function jsonObject({ body }: Dispatcher.ResponseData): Promise<Readonly<Record<string, unknown>>> {
  const answer: unknown = await body.json();
  if (!isRecord(answer)) {
    throw new Error('the answer is no JSON object');
  }
  return answer;
}

/** What went wrong, in one line. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether it is an object with fields. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
