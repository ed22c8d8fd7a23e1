import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** What a token says: whose rows it may read, and until when. */
export interface TokenClaims {
  readonly siteId: string;
  readonly tenantId: string;
  /** True when the token opens every store of the brand, not only `siteId`. */
  readonly allSites: boolean;
  /** Seconds since 1970, by the real clock: a client compares it with its own. */
  readonly exp: number;
  /** Tells two tokens of one store apart. */
  readonly jti: string;
}

/** Whether a token is good, was good, or never was. */
export type TokenState =
  | { readonly kind: 'valid'; readonly claims: TokenClaims }
  | { readonly kind: 'expired'; readonly claims: TokenClaims }
  | { readonly kind: 'unknown' };

/** Issues and checks HS256 tokens as upstream's login would; nothing about them is secret. */
export class TokenMint {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  issue(claims: Omit<TokenClaims, 'jti'>): string {
    const head = encode({ alg: 'HS256', typ: 'JWT' });
    const body = encode({ ...claims, jti: randomUUID() });
    return `${head}.${body}.${this.#sign(`${head}.${body}`)}`;
  }

  check(authorization: string | undefined, nowSeconds: number): TokenState {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const [head, body, signature] = token.split('.');
    if (head === undefined || body === undefined || signature === undefined) return { kind: 'unknown' };
    const expected = Buffer.from(this.#sign(`${head}.${body}`));
    const given = Buffer.from(signature);
    if (expected.length !== given.length || !timingSafeEqual(expected, given)) return { kind: 'unknown' };
    // Only we can have signed it, so its shape is the one `issue` gave it.
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString('utf8')) as TokenClaims;
    return { kind: claims.exp > nowSeconds ? 'valid' : 'expired', claims };
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
