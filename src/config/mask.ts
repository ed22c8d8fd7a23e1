const MASK = '********';
const URL_PASSWORD = /^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*):(.*)@/is;
const NAMED_PASSWORD = /(password\s*=\s*)('(?:[^'\\]|\\.)*'|[^\s&]+)/gi;

/** What is shown in place of a secret. */
export function maskSecret(): string {
  return MASK;
}

/**
 * A connection string or address without its password, safe for logs and errors. Text in which the place of the
 * password cannot be told is hidden as a whole.
 */
export function maskUrl(text: string): string {
  const masked = text.replace(URL_PASSWORD, `$1:${MASK}@`).replace(NAMED_PASSWORD, `$1${MASK}`);
  const isUnderstood = masked !== text || !text.includes('@') || /^[a-z][a-z0-9+.-]*:\/\/[^:@]*@[^@]*$/i.test(text);
  return isUnderstood ? masked : '(hidden: it may contain a password)';
}
