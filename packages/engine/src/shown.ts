import { redactedText } from '@flagger/api';

/** A text as a status may hold it. Secrets go before it is cut, so that no half of one is left. */
export function shown(text: string, longest: number): string {
  const safe = redactedText(text);
  return safe.length > longest ? `${safe.slice(0, longest)}...` : safe;
}
