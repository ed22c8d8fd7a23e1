import type { Clock } from '../base/clock.ts';
import { Cancelled, LockedError, messageOf } from '../base/errors.ts';
import type { SiteId } from '../base/ids.ts';
import type { Client, Pool } from './connection.ts';
import { SQLSTATE, sqlStateOf } from './pg-error.ts';
import { withTransaction } from './transaction.ts';

/** Who takes the lease, as the next one who asks for it will be told. */
export interface LeaseHolder {
  /** For example `run 0193…`. */
  readonly name: string;
  readonly host: string;
  /** A backfill holds a store for one window at a time and lets live work go first. Default `live`. */
  readonly lane?: Lane;
}

export type Lane = 'live' | 'backfill';

export interface LeaseTimings {
  readonly heartbeatMs: number;
  /** A holder silent for this long, by the database's clock, may be replaced. */
  readonly takeoverMs: number;
}

export interface AcquireLeaseOptions {
  readonly clock: Clock;
  /** How long to wait for a holder to finish; 0 fails at once, unless a backfill has the store for a moment. */
  readonly waitMs?: number;
  readonly signal?: AbortSignal;
  readonly timings?: LeaseTimings;
  /** Told when a dead holder is replaced and when a heartbeat fails. */
  readonly report?: (line: string) => void;
}

/** The right to write one store, until released or superseded. */
export interface Lease extends AsyncDisposable {
  readonly siteId: SiteId;
  /** Grows with every holder of the store: the fence. */
  readonly token: string;
  /** Aborts with a LockedError as soon as we learn that another holder took over. */
  readonly signal: AbortSignal;
  /**
   * First statement of every write transaction: LockedError when superseded, and nobody can take over until that
   * transaction ends. Needs read committed, the default.
   */
  assertHeld(client: Client): Promise<void>;
  /** Shown to whoever is refused the lease; stored with the next heartbeat. */
  setProgress(text: string): void;
  /** Gives the store back. Idempotent. */
  release(): Promise<void>;
}

/** Heartbeat every 3 s, takeover after 15 s: a pause of the holder must outlast four missed beats. */
const DEFAULT_LEASE_TIMINGS: LeaseTimings = { heartbeatMs: 3_000, takeoverMs: 15_000 };

const RETRY_MS = 500;
/** Live work waits at least this long for a backfill, which gives the store back after each window. */
const BACKFILL_GRACE_MS = 60_000;
/** A backfill keeps away from a free store for so long after somebody was seen waiting for it. */
const COURTESY = '2 seconds';
/** How long a takeover waits for a write transaction of the old holder that is still open. */
const LOCK_TIMEOUT = '2s';

interface LeaseRow {
  readonly token: string;
  readonly holder: string;
  readonly host: string;
  readonly since: string;
  readonly progress: string;
  readonly lane: Lane;
  readonly silent_s: string;
  readonly held: boolean;
  /** Live work waits for the store. */
  readonly wanted: boolean;
}

const READ_LEASE = `
select token, holder, host, progress, lane, to_char(since at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
  round(extract(epoch from clock_timestamp() - heartbeat_at))::text as silent_s,
  holder <> '' and heartbeat_at > clock_timestamp() - make_interval(secs => $2::float8 / 1000) as held,
  coalesce(wanted_at > clock_timestamp() - interval '${COURTESY}', false) as wanted
from etl_admin.etl_lease where site_id = $1`;

const MAKE_ROW = `
insert into etl_admin.etl_lease (site_id, token, holder, host, since, heartbeat_at, progress)
values ($1, 0, '', '', clock_timestamp(), clock_timestamp(), '') on conflict (site_id) do nothing`;

const TAKE = `
update etl_admin.etl_lease
set token = token + 1, holder = $2, host = $3, lane = $4, since = clock_timestamp(), heartbeat_at = clock_timestamp(),
  progress = '', wanted_at = null
where site_id = $1 returning token`;

const MARK_WANTED = `
update etl_admin.etl_lease set wanted_at = clock_timestamp() where site_id = $1`;

const BEAT = `
update etl_admin.etl_lease set heartbeat_at = clock_timestamp(), progress = $3 where site_id = $1 and token = $2`;

const RELEASE = `
update etl_admin.etl_lease set holder = '', host = '', progress = '' where site_id = $1 and token = $2`;

/**
 * KEY SHARE, not SHARE: a heartbeat changes no key, so it passes while a long write transaction holds this lock (with
 * SHARE it would wait, and a busy holder would look dead); a takeover asks FOR UPDATE and does wait. So that it does
 * not wait for hours for a machine that lost power, the server checks this connection within 30 s while the
 * transaction is open.
 */
const ASSERT_HELD = `
select token, set_config('tcp_keepalives_idle', '15', true), set_config('tcp_keepalives_interval', '5', true),
  set_config('tcp_keepalives_count', '3', true)
from etl_admin.etl_lease where site_id = $1 for key share`;

/**
 * Takes the lease of a store, waiting up to `waitMs`; LockedError names the holder when it stays taken. Give it a pool
 * that the work does not exhaust (`OpenDatabase.controlPool`), or heartbeats wait behind the work.
 */
export async function acquireLease(
  pool: Pool,
  siteId: SiteId,
  holder: LeaseHolder,
  options: AcquireLeaseOptions,
): Promise<Lease> {
  const timings = options.timings ?? DEFAULT_LEASE_TIMINGS;
  const started = options.clock.now().getTime();
  const waitMs = options.waitMs ?? 0;
  for (;;) {
    assertNotAborted(options.signal);
    const outcome = await tryAcquire(pool, siteId, holder, timings);
    if (outcome.acquired) {
      if (outcome.replaced !== undefined) options.report?.(describeTakeover(siteId, outcome.replaced));
      return new HeldLease(pool, siteId, { token: outcome.token, holder, timings }, options);
    }
    const isBackfill = outcome.by.lane === 'backfill' && holder.lane !== 'backfill';
    const allowedMs = isBackfill ? Math.max(waitMs, BACKFILL_GRACE_MS) : waitMs;
    const leftMs = started + allowedMs - options.clock.now().getTime();
    if (leftMs <= 0) throw heldError(siteId, outcome.by);
    if (holder.lane !== 'backfill') await pool.query(MARK_WANTED, [siteId]);
    await options.clock.sleep(Math.min(RETRY_MS, timings.heartbeatMs, leftMs), options.signal).catch(() => undefined);
  }
}

/** Throws LockedError, as acquireLease would, when live work holds a store now. Takes nothing: the next moment may differ. */
export async function assertFree(
  db: Pick<Pool, 'query'>,
  siteId: SiteId,
  timings: LeaseTimings = DEFAULT_LEASE_TIMINGS,
): Promise<void> {
  const { rows } = await db.query<LeaseRow>(READ_LEASE, [siteId, timings.takeoverMs]);
  const [seen] = rows;
  if (seen?.held === true && seen.lane !== 'backfill') throw heldError(siteId, seen);
}

type Outcome =
  | { readonly acquired: true; readonly token: string; readonly replaced: LeaseRow | undefined }
  | { readonly acquired: false; readonly by: LeaseRow };

async function tryAcquire(pool: Pool, siteId: SiteId, holder: LeaseHolder, timings: LeaseTimings): Promise<Outcome> {
  const values = [siteId, timings.takeoverMs];
  const { rows } = await pool.query<LeaseRow>(READ_LEASE, values);
  const seen = rows[0];
  if (seen !== undefined && mustWait(seen, holder)) return { acquired: false, by: seen };
  if (seen === undefined) await pool.query(MAKE_ROW, [siteId]);
  try {
    return await withTransaction(pool, async (client) => {
      await client.query(`set local lock_timeout = '${LOCK_TIMEOUT}'`);
      const locked = await client.query<LeaseRow>(`${READ_LEASE} for update`, values);
      const before = locked.rows[0];
      if (before === undefined)
        throw new Error(`the lease row of store ${siteId} was deleted while it was being taken`);
      if (mustWait(before, holder)) return { acquired: false, by: before };
      const lane = holder.lane ?? 'live';
      const taken = await client.query<{ token: string }>(TAKE, [siteId, holder.name, holder.host, lane]);
      return { acquired: true, token: taken.rows[0]?.token ?? '', replaced: before.holder === '' ? undefined : before };
    });
  } catch (error) {
    // A write transaction of the silent holder is still open: it is slow, not dead.
    if (sqlStateOf(error) === SQLSTATE.lockNotAvailable && seen !== undefined) return { acquired: false, by: seen };
    throw error;
  }
}

const mustWait = (seen: LeaseRow, { lane }: LeaseHolder): boolean => seen.held || (lane === 'backfill' && seen.wanted);

class HeldLease implements Lease {
  readonly siteId: SiteId;
  readonly token: string;
  readonly #pool: Pool;
  readonly #holder: LeaseHolder;
  readonly #options: AcquireLeaseOptions;
  readonly #lost = new AbortController();
  readonly #stop = new AbortController();
  readonly #beating: Promise<void>;
  #progress = '';
  #released: Promise<void> | undefined;

  constructor(
    pool: Pool,
    siteId: SiteId,
    grant: { readonly token: string; readonly holder: LeaseHolder; readonly timings: LeaseTimings },
    options: AcquireLeaseOptions,
  ) {
    this.#pool = pool;
    this.siteId = siteId;
    this.token = grant.token;
    this.#holder = grant.holder;
    this.#options = options;
    this.#beating = this.#beatUntilStopped(grant.timings.heartbeatMs);
  }

  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  async assertHeld(client: Client): Promise<void> {
    const { rows } = await client.query<{ token: string }>(ASSERT_HELD, [this.siteId]);
    if (rows[0]?.token === this.token) return;
    throw this.#supersededError();
  }

  setProgress(text: string): void {
    this.#progress = text;
  }

  release(): Promise<void> {
    this.#released ??= this.#release();
    return this.#released;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  async #release(): Promise<void> {
    this.#stop.abort();
    await this.#beating;
    // Without the database there is nothing to give back to: the lease ends by its silence, and an error here would
    // hide the one that ended the run.
    await this.#pool.query(RELEASE, [this.siteId, this.token]).catch((error: unknown) => {
      this.#options.report?.(
        `store ${this.siteId} could not be given back and is free in a while: ${messageOf(error)}`,
      );
    });
  }

  async #beatUntilStopped(heartbeatMs: number): Promise<void> {
    while (!this.#stop.signal.aborted && !this.#lost.signal.aborted) {
      // The only rejection is our own stop, which the loop's condition sees.
      await this.#options.clock.sleep(heartbeatMs, this.#stop.signal).catch(() => undefined);
      if (!this.#stop.signal.aborted) await this.#beat();
    }
  }

  async #beat(): Promise<void> {
    try {
      const { rowCount } = await this.#pool.query(BEAT, [this.siteId, this.token, this.#progress]);
      if (rowCount === 0) this.#lost.abort(this.#supersededError());
    } catch (error) {
      // A missed beat is not a lost lease: the next may arrive in time, and assertHeld decides in any case.
      this.#options.report?.(`heartbeat of store ${this.siteId} failed: ${messageOf(error)}`);
    }
  }

  #supersededError(): LockedError {
    return new LockedError(
      'LEASE_LOST',
      `${this.#holder.name} lost store ${this.siteId} to another run, because it gave no sign of life for too long; nothing it did since is kept. Run it again.`,
      { details: { siteId: this.siteId, token: this.token, holder: this.#holder.name } },
    );
  }
}

function heldError(siteId: SiteId, by: LeaseRow): LockedError {
  const progress = by.progress === '' ? '' : `; it is at: ${by.progress}`;
  return new LockedError(
    'LEASE_HELD',
    `store ${siteId} is being written by ${by.holder} on ${by.host} since ${by.since} (last sign of life ${by.silent_s} s ago${progress}). Wait for it, or stop it.`,
    { details: { siteId, holder: by.holder, host: by.host, since: by.since, progress: by.progress } },
  );
}

function describeTakeover(siteId: SiteId, from: LeaseRow): string {
  return `took store ${siteId} over from ${from.holder} on ${from.host}, silent for ${from.silent_s} s`;
}

function assertNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true)
    throw new Cancelled('cancelled while waiting for the lease of a store', { cause: signal.reason });
}
