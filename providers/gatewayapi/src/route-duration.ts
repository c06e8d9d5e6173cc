import { parseGoDuration } from '@flagger/api';

const DURATION = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;

/**
 * A duration of a Canary as the Gateway API takes it, which knows no fractions: `1.5s` is `1s500ms`. Undefined where
 * there is none or it cannot be said.
 */
export function routeDuration(text: string | undefined): string | undefined {
  if (!text || DURATION.test(text)) {
    return text || undefined;
  }
  const ms = parseGoDuration(text);
  if (ms === undefined || ms < 0 || !Number.isInteger(ms)) {
    return undefined;
  }
  const [seconds, rest] = [Math.floor(ms / 1000), ms % 1000];
  const said = `${seconds > 0 ? `${seconds}s` : ''}${rest > 0 || seconds === 0 ? `${rest}ms` : ''}`;
  return DURATION.test(said) ? said : undefined;
}
