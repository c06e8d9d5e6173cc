/** What a header says of a user and a password. */
export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/**
 * An address without user and password: what a header says comes before them, as in Go; in axios it would be the other
 * way round. What is no address is left to be refused when it is asked.
 */
export const withoutUser = (address: string): string =>
  URL.canParse(address) ? Object.assign(new URL(address), { username: '', password: '' }).href : address;

/** That a Secret has no such key, as Flagger words it. */
export const lacking = (type: string, key: string): string =>
  `${type} credentials does not contain ${key === 'username' || key === 'password' ? `a ${key}` : key}`;
