import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal digits: says that bytes are still the ones that were written. */
export const sha256Hex = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** MD5 in hexadecimal digits, as PostgreSQL's `md5` has it: tells contents apart, and protects nothing. */
export const md5Hex = (text: string): string => createHash('md5').update(text).digest('hex');
