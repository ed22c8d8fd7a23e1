import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as text that is safe in cookies and addresses. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What the database keeps of a token, so that reading the table lets nobody in. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

/** `token.signature`: what is made up is turned away before the database is asked. */
export function signToken(token: string, key: string): string {
  return `${token}.${seal('session', token, key)}`;
}

/** The token of a signed text; null when the signature is not ours. */
export function readSigned(text: string, key: string): string | null {
  const [token = '', signature = ''] = text.split('.');
  return isSame(signature, seal('session', token, key)) ? token : null;
}

/** The word a page has to repeat with every change: another site can send our cookie, but cannot read this. */
export function csrfWordOf(token: string, key: string): string {
  return seal('csrf', token, key);
}

/** Compares without telling by the time it takes how much is right. */
export function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function seal(purpose: string, token: string, key: string): string {
  return createHmac('sha256', key).update(`${purpose}:${token}`).digest('base64url');
}
