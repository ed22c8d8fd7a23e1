import { ConfigError } from './errors.ts';

/** A store (门店). Text, because upstream ids are 64-bit and must never pass through a JavaScript number. */
export type SiteId = string & { readonly __brand: 'SiteId' };
/** One execution of the command line or the scheduler (etl_run). */
export type RunId = string & { readonly __brand: 'RunId' };

const MAX_INT64 = 9223372036854775807n;

/** Checks that the text is a positive 64-bit integer; throws ConfigError naming it otherwise. */
export function toSiteId(text: string): SiteId {
  if (!/^[1-9]\d{0,18}$/.test(text) || BigInt(text) > MAX_INT64) {
    throw new ConfigError('BAD_STORE_ID', `store id ${JSON.stringify(text)} is not a positive 64-bit integer`);
  }
  return text as SiteId;
}
