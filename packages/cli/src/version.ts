/** Of the program and of its user agent. */
export const VERSION = '0.1.0';
