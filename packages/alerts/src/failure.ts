import axios from 'axios';

/**
 * Why a server could not be asked: the code of Node or axios, e.g. `ECONNREFUSED`, since messages may show addresses.
 */
export function reasonOf(error: unknown): string {
  return axios.isAxiosError(error) && error.code !== undefined ? error.code : 'the request could not be made';
}

/** Whether another attempt would end the same way: the address, its certificate or its redirects are wrong. */
export function isFinalFailure(error: unknown): boolean {
  if (!axios.isAxiosError(error)) {
    return true;
  }
  const { code = '' } = error;
  return FINAL.has(code) || /CERT|SELF_SIGNED|ERR_TLS_|UNABLE_TO_VERIFY/.test(code);
}

const FINAL = new Set([
  'ERR_FR_TOO_MANY_REDIRECTS',
  'ERR_INVALID_URL',
  'ERR_INVALID_CHAR',
  'ERR_BAD_OPTION',
  'ERR_BAD_REQUEST',
]);

/** Whether the same request may be answered later: too many requests, or an error of the server other than 501. */
export const isBusy = (status: number): boolean => status === 429 || (status >= 500 && status !== 501);
