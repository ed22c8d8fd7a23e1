import { request } from 'undici';
import { readTokenExpiry } from '../../api/token.ts';
import { type Clock, DAY_MS } from '../../base/clock.ts';
import { messageOf } from '../../base/errors.ts';
import { type Config, displayValue, tokenIn } from '../../config/load-config.ts';
import { type FoundDatabase, judgeSkew } from './database-probes.ts';
import { fail, ok, type Probe, skipped, type Verdict, warn } from './probe.ts';

/** A store to load, and the variable that holds its token. */
interface KnownStore {
  readonly siteId: string;
  readonly tokenEnv: string;
}

interface Contact {
  /** Undefined when nothing answered. */
  readonly status?: number;
  readonly skewMs?: number;
  readonly problem?: string;
}

/** What the probes of upstream may use. */
export interface UpstreamView {
  readonly config: Config;
  readonly clock: Clock;
  readonly found: FoundDatabase;
}

const PATIENCE_MS = 5_000;

/** Address, clock, stores and tokens. No token is sent anywhere. */
export async function upstreamProbes(view: UpstreamView): Promise<Probe[]> {
  const { config, clock } = view;
  const { API_BASE: base } = config.values;
  const contact = base === undefined ? undefined : await callUpstream(base, clock);
  const stores = await knownStores(view);
  return [
    { id: 'api-base', examine: () => examineBase(base) },
    { id: 'api-reachable', examine: () => examineContact(base, contact) },
    { id: 'api-clock', examine: () => examineClock(config, contact) },
    { id: 'stores', examine: () => examineStores(stores) },
    { id: 'tokens-set', examine: () => examineTokens(config, stores) },
    { id: 'token-expiry', examine: () => examineExpiries(config, stores, clock) },
  ];
}

function examineBase(base: string | undefined): Verdict {
  if (base !== undefined) return ok(`API_BASE is ${displayValue('API_BASE', base)}`);
  return fail('API_BASE is not set: only replays work', 'put the address of the upstream API into .env as API_BASE');
}

/**
 * Any HTTP answer will do: without a token upstream will hardly say more than no. Asked the way the client asks, not by
 * `fetch`, which refuses some ports.
 */
async function callUpstream(base: string, clock: Clock): Promise<Contact> {
  const before = clock.now().getTime();
  try {
    const { statusCode, headers, body } = await request(base, { signal: AbortSignal.timeout(PATIENCE_MS) });
    await body.dump();
    const date = typeof headers['date'] === 'string' ? headers['date'] : null;
    const middle = (before + clock.now().getTime()) / 2;
    // The header has whole seconds: on average it is half a second late.
    const skewMs = date === null ? Number.NaN : Date.parse(date) + 500 - middle;
    return { status: statusCode, skewMs };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

function examineContact(base: string | undefined, contact: Contact | undefined): Verdict {
  if (contact === undefined) return skipped('API_BASE is not set');
  const { host } = new URL(base ?? '');
  if (contact.status !== undefined) return ok(`${host} answers (HTTP ${contact.status} to a request without a token)`);
  const fix = 'check API_BASE, the network, and whether a firewall or proxy stands between';
  return fail(`${host} does not answer: ${contact.problem}`, fix);
}

function examineClock(config: Config, contact: Contact | undefined): Verdict {
  if (contact?.status === undefined) return skipped('upstream was not reached');
  if (config.values.ETL_NOW !== undefined) return skipped('ETL_NOW pretends another present');
  const { skewMs } = contact;
  if (skewMs === undefined || Number.isNaN(skewMs)) return skipped('upstream does not tell its time');
  return judgeSkew(skewMs, 'upstream');
}

/** Stores of the database, and the one of the settings, which the next run registers. */
async function knownStores({ config, found }: UpstreamView): Promise<readonly KnownStore[]> {
  const { STORE_ID } = config.values;
  const own = STORE_ID === undefined ? [] : [{ siteId: STORE_ID as string, tokenEnv: 'API_TOKEN' }];
  if (found.pool === null || !found.initialised) return own;
  const sql =
    'select site_id as "siteId", token_env as "tokenEnv" from etl_admin.etl_store where enabled order by site_id';
  const { rows } = await found.pool.query<KnownStore>(sql);
  return rows.some((row) => row.siteId === STORE_ID) ? rows : [...own, ...rows];
}

function examineStores(stores: readonly KnownStore[]): Verdict {
  if (stores.length === 0) {
    return fail('no store to load', 'set STORE_ID, or add one with "feiqiu-etl stores add ID"');
  }
  return ok(`${stores.length === 1 ? 'store' : 'stores'} ${stores.map((store) => store.siteId).join(', ')}`);
}

function examineTokens(config: Config, stores: readonly KnownStore[]): Verdict {
  if (stores.length === 0) return skipped('no store');
  if (config.values.API_TOKEN_COMMAND !== undefined) return ok('API_TOKEN_COMMAND fetches tokens when needed');
  const without = stores.filter(({ tokenEnv }) => tokenIn(config, tokenEnv) === undefined);
  if (without.length === 0) return ok('every store has a token');
  const named = without.map(({ siteId, tokenEnv }) => `${siteId} (${tokenEnv})`).join(', ');
  const variables = [...new Set(without.map(({ tokenEnv }) => tokenEnv))].join(', ');
  return fail(
    `no token for store ${named}`,
    `put it into the environment or .env as ${variables}, or set API_TOKEN_COMMAND`,
  );
}

function examineExpiries(config: Config, stores: readonly KnownStore[], clock: Clock): Verdict {
  const variables = [...new Set(stores.length === 0 ? ['API_TOKEN'] : stores.map(({ tokenEnv }) => tokenEnv))];
  const verdicts = variables.flatMap((variable) => {
    const token = tokenIn(config, variable);
    const renewable = config.values.API_TOKEN_COMMAND !== undefined;
    const soonDays = config.values.ALERT_TOKEN_DAYS;
    return token === undefined ? [] : judgeToken(token, { variable, now: clock.now(), renewable, soonDays });
  });
  if (verdicts.length === 0) return skipped('no token to look at');
  return worstOf(verdicts);
}

/** What the expiry a token carries means now. Never quotes the token. */
export function judgeToken(
  token: string,
  {
    variable,
    now,
    renewable,
    soonDays,
  }: { readonly variable: string; readonly now: Date; readonly renewable: boolean; readonly soonDays: number },
): Verdict {
  const expiry = readTokenExpiry(token);
  if (expiry === null) return ok(`the token in ${variable} does not tell when it expires`);
  const leftMs = expiry.getTime() - now.getTime();
  const days = (Math.abs(leftMs) / DAY_MS).toFixed(1);
  const finding = `the token in ${variable} ${leftMs <= 0 ? 'expired' : 'expires'} at ${expiry.toISOString()} (${leftMs <= 0 ? `${days} days ago` : `in ${days} days`})`;
  if (leftMs > soonDays * DAY_MS) return ok(finding);
  if (renewable) return ok(`${finding}; API_TOKEN_COMMAND renews it`);
  const fix = `log in again and put the new token into ${variable}, or set API_TOKEN_COMMAND`;
  return leftMs <= 0 ? fail(finding, fix) : warn(finding, fix);
}

/** One verdict for several: the findings together, as bad as the worst. */
function worstOf(verdicts: readonly Verdict[]): Verdict {
  const finding = verdicts.map((verdict) => verdict.finding).join('\n');
  const worst = verdicts.find(({ status }) => status === 'fail') ?? verdicts.find(({ status }) => status === 'warn');
  return worst === undefined ? ok(finding) : { ...worst, finding };
}
