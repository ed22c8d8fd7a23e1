import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { ConfigError } from '../../../base/errors.ts';

/** Cost of a hash: 64 MB and about 0.1 s each, so that a stolen table cannot be guessed through at speed. */
const COST = { n: 65_536, r: 8, p: 1 };
const HASH_BYTES = 32;
const SHORTEST_PASSWORD = 10;
const LONGEST_PASSWORD = 256;

/** `scrypt$N$r$p$salt$hash`, the last two in base64. Throws ConfigError for a password that is too short or too long. */
export async function hashPassword(password: string): Promise<string> {
  const { length } = password;
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
    throw new ConfigError(
      'BAD_PASSWORD',
      `a password has ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters; this one has ${length}. Choose another one.`,
    );
  }
  const salt = randomBytes(16);
  const hash = await derive(password, salt, COST);
  return ['scrypt', COST.n, COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

/**
 * Whether the password is the one of the hash. Without a hash (no such user, or one without password) the same time is
 * spent, so that the answer does not tell which names exist.
 */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const [, n, r, p, salt = '', hash = ''] = (stored ?? `scrypt$${COST.n}$${COST.r}$${COST.p}$AAAA$`).split('$');
  const expected = Buffer.from(hash, 'base64');
  const text = password.slice(0, LONGEST_PASSWORD + 1);
  const found = await derive(text, Buffer.from(salt, 'base64'), { n: Number(n), r: Number(r), p: Number(p) });
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function derive(password: string, salt: Buffer, { n, r, p }: typeof COST): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
