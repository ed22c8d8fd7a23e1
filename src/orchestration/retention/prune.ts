import { DAY_MS } from '../../base/clock.ts';
import { LockedError } from '../../base/errors.ts';
import type { SiteId } from '../../base/ids.ts';
import { withTransaction } from '../../database/transaction.ts';
import type { Atomically } from '../../tasks/task.ts';
import { archiveRootOf } from '../connect-upstream.ts';
import { leaseStore, withWriter } from '../store-writer.ts';
import { listStoreIds } from '../stores.ts';
import type { Workplace } from '../workplace.ts';
import { type OldRows, type RetentionPolicy, retentionPolicies } from './policies.ts';
import { pruneArchive } from './prune-archive.ts';
import { pruneLogs } from './prune-logs.ts';
import { type Amount, measureRows, NOTHING, plus, removeRows } from './prune-rows.ts';

/** What a policy came to. */
export interface PolicyOutcome extends Amount {
  readonly name: string;
  readonly setting: string;
  /** 0: kept for ever. */
  readonly days: number;
  readonly what: string;
  readonly unit: 'rows' | 'walks' | 'files';
  /** What could not go, and why. */
  readonly left: readonly string[];
}

export interface PruneReport {
  /** Nothing was removed: the amounts are what would go. */
  readonly dryRun: boolean;
  readonly policies: readonly PolicyOutcome[];
}

const UNITS = { rows: 'rows', 'rows of stores': 'rows', archive: 'walks', logs: 'files' } as const;

/** One policy at work. */
interface Pruning {
  readonly place: Workplace;
  readonly before: Date;
  readonly dryRun: boolean;
}

type Found = Amount & { readonly left?: readonly string[] };

/**
 * Removes what is older than its setting allows, or with `dryRun` says what that is. May be stopped at any point and
 * repeated at will. A store that is being written keeps what needs its lease until the next time.
 */
export async function pruneAll(place: Workplace, { dryRun }: { readonly dryRun: boolean }): Promise<PruneReport> {
  const policies: PolicyOutcome[] = [];
  for (const policy of retentionPolicies(place.endpoints)) {
    const { name, setting, what, subject } = policy;
    const days = place.config.values[setting];
    const before = new Date(place.clock.now().getTime() - days * DAY_MS);
    const { left = [], ...amount }: Found = days === 0 ? NOTHING : await prune(policy, { place, before, dryRun });
    policies.push({ name, setting, days, what, unit: UNITS[subject.kind], ...amount, left });
    if (!dryRun && amount.items > 0) place.reporter.record('pruned', { policy: name, days, ...amount });
  }
  return { dryRun, policies };
}

async function prune({ subject }: RetentionPolicy, pruning: Pruning): Promise<Found> {
  const { place, before, dryRun } = pruning;
  switch (subject.kind) {
    case 'logs':
      return pruneLogs(place.config.values.LOG_ROOT, before, dryRun);
    case 'archive':
      return inEachStore(pruning, (siteId) => pruneArchiveOf(siteId, pruning));
    case 'rows': {
      const { pool } = place.database;
      return pruneTables(subject.tables, null, pruning, (work) => withTransaction(pool, work));
    }
    case 'rows of stores':
      return inEachStore(pruning, (siteId, atomically) => pruneTables(subject.tables, siteId, pruning, atomically));
  }
}

async function pruneTables(
  tables: readonly OldRows[],
  siteId: SiteId | null,
  { place, before, dryRun }: Pruning,
  atomically: Atomically,
): Promise<Amount> {
  const { pool } = place.database;
  let total = NOTHING;
  for (const rows of tables) {
    const wanted = { rows, before, siteId };
    const found = await measureRows(pool, wanted);
    total = plus(total, found);
    if (!dryRun && found.items > 0) await removeRows(wanted, { db: pool, atomically, signal: place.signal });
  }
  return total;
}

async function pruneArchiveOf(siteId: SiteId, { place, before, dryRun }: Pruning): Promise<Found> {
  const { config, database, clock, signal } = place;
  const wanted = { root: archiveRootOf(config), siteId, before, dryRun, now: clock.now(), signal };
  const { notLoaded, ...amount } = await pruneArchive(database.pool, wanted);
  if (notLoaded === 0) return amount;
  return {
    ...amount,
    left: [`store ${siteId}: ${notLoaded} old walks were never loaded and stay ("feiqiu-etl replay" loads them)`],
  };
}

/** Does the work in every store, under its lease unless it only looks. */
async function inEachStore(
  { place, dryRun }: Pruning,
  work: (siteId: SiteId, atomically: Atomically) => Promise<Found>,
): Promise<Found> {
  let total = NOTHING;
  const left: string[] = [];
  for (const siteId of await listStoreIds(place.database.pool)) {
    const found = dryRun
      ? await work(siteId, (piece) => withTransaction(place.database.pool, piece))
      : await withLease(place, siteId, (atomically) => work(siteId, atomically));
    total = plus(total, found);
    left.push(...(found.left ?? []));
  }
  return { ...total, left };
}

async function withLease(
  place: Workplace,
  siteId: SiteId,
  work: (atomically: Atomically) => Promise<Found>,
): Promise<Found> {
  try {
    await using lease = await leaseStore(place, { siteId }, 0, { name: `prune ${process.pid}` });
    return await withWriter(place, lease, false, (_, atomically) => work(atomically));
  } catch (error) {
    if (!(error instanceof LockedError)) throw error;
    return { ...NOTHING, left: [`store ${siteId} is left for the next time: ${error.message}`] };
  }
}
