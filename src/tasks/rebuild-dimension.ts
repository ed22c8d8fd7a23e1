import { SNAPSHOTS } from '../catalog/dimensions/dimension-table.ts';
import type { Client } from '../database/connection.ts';
import { plannedForValues, statement } from '../database/statement.ts';
import { writeDifference } from '../database/write-rows.ts';
import { markDays } from '../loaders/dimensions/mark-days.ts';
import { gatherSnapshotsSql } from '../loaders/dimensions/source-sql.ts';
import { readAsMet } from '../loaders/dimensions/upstream-paths.ts';
import { buildVersionsSql } from '../loaders/dimensions/versions-sql.ts';
import { writtenTable } from '../scd/history-sql.ts';
import { type HistoryRebuild, type RebuiltVersion, rebuildHistorySql } from '../scd/rebuild-sql.ts';
import { everyKeySql, type KeyRound, roundsSql } from '../scd/rounds-sql.ts';
import type { DimensionWork } from './load-dimension.ts';

/** From when on a history is made anew, and how many of the differences are shown. */
export interface RebuildScope {
  /** Versions that ended by then stay as they are; null: all of the history. */
  readonly from: Date | null;
  readonly sampleSize: number;
}

/** What a rebuild found to be different, and made right. */
export interface RebuildOutcome {
  /** Members looked at, and those with a row that was written or removed. */
  readonly members: number;
  readonly differing: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Members that differ before the asked moment as well, and were left so there. */
  readonly leftBefore: number;
  readonly sample: readonly RebuiltVersion[];
}

/**
 * Makes the history of every member of a store what ODS, with its history, says; in the caller's transaction. The cursor
 * stays where it is: news in ODS are part of the result, and following them up finds them done.
 */
export async function rebuildDimension(
  client: Client,
  work: DimensionWork,
  { from, sampleSize }: RebuildScope,
): Promise<RebuildOutcome> {
  const { siteId, timezone, dimension, endpoint } = work;
  const asMet = await readAsMet(client, work);
  const values = { siteId, timezone, after: '0', from: from ?? '-infinity' };
  if (dimension.members.kind === 'snapshot') {
    const sql = `delete from ${SNAPSHOTS.name} where site_id = $siteId::bigint`;
    await client.query(statement(sql, values));
    await client.query(statement(gatherSnapshotsSql(endpoint, asMet.namesOf(dimension.members.object)), values));
  }
  const seen = buildVersionsSql(asMet, endpoint);
  const keysSql = roundsSql(dimension, everyKeySql(dimension, seen.touchedSql));
  const { rows: rounds } = await client.query<KeyRound>(statement(keysSql, values));
  const sql = rebuildHistorySql(asMet.dimension, seen);
  let total = NOTHING;
  for (const { list } of rounds) {
    const limit = sampleSize - total.sample.length;
    const { rows } = await client.query<HistoryRebuild>(plannedForValues(sql, { ...values, keys: list, limit }));
    const [done] = rows;
    if (done === undefined) throw new Error(`the rebuild of ${dimension.table} returned no counts`);
    await writeDifference(client, writtenTable(dimension), siteId, done);
    await markDays(client, { ...work, after: '0' }, done);
    total = sumOf(total, done);
  }
  return total;
}

const NOTHING: RebuildOutcome = {
  members: 0,
  differing: 0,
  added: 0,
  changed: 0,
  removed: 0,
  leftBefore: 0,
  sample: [],
};

function sumOf(total: RebuildOutcome, done: HistoryRebuild): RebuildOutcome {
  return {
    members: total.members + done.keys,
    differing: total.differing + done.differing_keys,
    added: total.added + done.added,
    changed: total.changed + done.changed,
    removed: total.removed + done.removed,
    leftBefore: total.leftBefore + done.left_keys,
    sample: [...total.sample, ...(JSON.parse(done.sample) as RebuiltVersion[])],
  };
}
