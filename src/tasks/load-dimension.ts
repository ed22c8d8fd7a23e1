import type { BusinessCalendar } from '../base/business-day.ts';
import { md5Hex } from '../base/digest.ts';
import type { RunId, SiteId } from '../base/ids.ts';
import type { Dimension } from '../catalog/dimensions/dimension.ts';
import { dwdTable } from '../catalog/dwd-table.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import type { Client } from '../database/connection.ts';
import { plannedForValues, statement } from '../database/statement.ts';
import { writeDifference } from '../database/write-rows.ts';
import { markDays, markDaysOfFill } from '../loaders/dimensions/mark-days.ts';
import { refuseKeys } from '../loaders/dimensions/refuse-keys.ts';
import { reportDoubts } from '../loaders/dimensions/report-doubts.ts';
import { gatherSnapshotsSql } from '../loaders/dimensions/source-sql.ts';
import { type DimensionAsMet, readAsMet } from '../loaders/dimensions/upstream-paths.ts';
import { buildVersionsSql } from '../loaders/dimensions/versions-sql.ts';
import { fillHistorySql, type HistoryChange, mergeHistorySql, writtenTable } from '../scd/history-sql.ts';
import { type KeyRound, roundsSql } from '../scd/rounds-sql.ts';

/** One dimension of one store. */
export interface DimensionWork {
  readonly dimension: Dimension;
  /** Endpoint of its source, with the corrections of CONTRACT_FILE. */
  readonly endpoint: Endpoint;
  readonly siteId: SiteId;
  /** Zone of the store's wall clock. */
  readonly timezone: string;
  readonly businessDays: BusinessCalendar;
  readonly runId: RunId | null;
}

/** What following up ODS did to a dimension: keys looked at, rows written. */
export interface DimensionChange {
  readonly keys: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Records whose key is no id; they are in quarantine. */
  readonly refused: number;
}

const NOTHING: DimensionChange = { keys: 0, added: 0, changed: 0, removed: 0, refused: 0 };

/** How far a dimension has followed its source. */
export interface Progress {
  /** Last load followed up under this declaration; '0' when the dimension has to be filled anew. */
  readonly after: string;
  /** Last load there is. */
  readonly upTo: string;
}

/**
 * Makes the history of every member that ODS has news of what its ODS versions say, and moves the cursor, in the
 * caller's transaction. A declaration other than the one the table was filled by fills it anew from all of ODS. Done
 * again it writes nothing.
 */
export async function loadDimension(client: Client, work: DimensionWork): Promise<DimensionChange> {
  const { siteId, timezone, runId, dimension, endpoint } = work;
  const plan = buildPlan(work, await readAsMet(client, work));
  const { after, upTo } = await readProgress(client, work, plan.hash);
  if (after === upTo) return NOTHING;
  const values = { siteId, timezone, after };
  if (plan.gatherSql !== null) await client.query(statement(plan.gatherSql, values));
  const { rows: rounds } = await client.query<KeyRound>(statement(plan.roundsSql, values));
  const follow = (await holdsNothing(client, work)) ? fill : merge;
  const change = rounds.length === 0 ? NOTHING : await follow(client, work, { plan, values, rounds });
  const refused = await refuseKeys(client, { dimension, endpoint, siteId, after, runId });
  await writeProgress(client, work, { upTo, hash: plan.hash });
  return { ...change, refused };
}

async function holdsNothing(client: Client, { dimension, siteId }: DimensionWork): Promise<boolean> {
  const sql = `select 1 from ${dwdTable(dimension)} where site_id = $siteId::bigint limit 1`;
  return (await client.query(statement(sql, { siteId }))).rowCount === 0;
}

type RowCounts = Omit<DimensionChange, 'refused'>;

/** The keys that ODS has news of, some thousand at a time. */
interface Rounds {
  readonly plan: Plan;
  readonly values: { readonly siteId: SiteId; readonly timezone: string; readonly after: string };
  readonly rounds: readonly KeyRound[];
}

async function merge(client: Client, work: DimensionWork, { plan, values, rounds }: Rounds): Promise<RowCounts> {
  const total = { keys: 0, added: 0, changed: 0, removed: 0 };
  const told = { ...work, after: values.after };
  let isDoubtful = false;
  for (const { list } of rounds) {
    const { rows } = await client.query<HistoryChange>(plannedForValues(plan.mergeSql, { ...values, keys: list }));
    const [change] = rows;
    if (change === undefined) throw new Error(`the load of ${work.dimension.table} returned no counts`);
    await writeDifference(client, writtenTable(work.dimension), work.siteId, change);
    await markDays(client, told, change);
    total.keys += change.keys;
    total.added += change.added;
    total.changed += change.changed;
    total.removed += change.removed;
    isDoubtful ||= change.is_doubtful;
  }
  // It reads the whole table, a million rows for ten thousand that changed, and seldom finds any.
  if (isDoubtful) await reportDoubts(client, told);
  return total;
}

/** All keys are new, since ever: nothing is compared, and what follows from it is asked once of the whole table. */
async function fill(client: Client, work: DimensionWork, { plan, values, rounds }: Rounds): Promise<RowCounts> {
  const total = { keys: 0, added: 0, changed: 0, removed: 0 };
  for (const { keys, list } of rounds) {
    const { rowCount } = await client.query(plannedForValues(plan.fillSql, { ...values, keys: list }));
    total.keys += keys;
    total.added += rowCount ?? 0;
  }
  const told = { ...work, after: values.after };
  await markDaysOfFill(client, told);
  await reportDoubts(client, told);
  return total;
}

/** How far the dimension has followed its source, for `plan`. */
export async function planDimension(client: Pick<Client, 'query'>, work: DimensionWork): Promise<Progress> {
  return readProgress(client, work, buildPlan(work, await readAsMet(client, work)).hash);
}

interface Plan {
  readonly roundsSql: string;
  readonly mergeSql: string;
  /** In place of the merge where the table holds nothing of the store. */
  readonly fillSql: string;
  readonly gatherSql: string | null;
  /** Changes with whatever the rows depend on: declaration, corrected paths, and the rules themselves. */
  readonly hash: string;
}

function buildPlan({ endpoint, timezone }: DimensionWork, asMet: DimensionAsMet): Plan {
  const { dimension, namesOf } = asMet;
  const { members } = dimension;
  const seen = buildVersionsSql(asMet, endpoint);
  const mergeSql = mergeHistorySql(dimension, seen);
  const gatherSql = members.kind === 'snapshot' ? gatherSnapshotsSql(endpoint, namesOf(members.object)) : null;
  const hash = md5Hex(`${mergeSql};${gatherSql};${timezone}`);
  const fillSql = fillHistorySql(dimension, seen);
  return { roundsSql: roundsSql(dimension, seen.touchedSql), mergeSql, fillSql, gatherSql, hash };
}

const READ = `select coalesce((select last_load_id from etl_admin.etl_load_counter
    where site_id = $siteId::bigint and table_name = $source::text), 0)::text as up_to,
  coalesce((select id_cursor from etl_admin.etl_cursor
    where site_id = $siteId::bigint and task_code = $task::text and declaration_hash = $hash::text), 0)::text as after`;

async function readProgress(client: Pick<Client, 'query'>, work: DimensionWork, hash: string): Promise<Progress> {
  const { source, task } = work.dimension;
  const { rows } = await client.query<{ up_to: string; after: string }>(
    statement(READ, { siteId: work.siteId, source, task, hash }),
  );
  return { after: rows[0]?.after ?? '0', upTo: rows[0]?.up_to ?? '0' };
}

const WRITE = `insert into etl_admin.etl_cursor (site_id, task_code, id_cursor, declaration_hash)
values ($siteId::bigint, $task::text, $upTo::bigint, $hash::text)
on conflict (site_id, task_code) do update
set id_cursor = excluded.id_cursor, declaration_hash = excluded.declaration_hash, updated_at = now()`;

async function writeProgress(
  client: Client,
  { siteId, dimension }: DimensionWork,
  reached: { readonly upTo: string; readonly hash: string },
): Promise<void> {
  await client.query(statement(WRITE, { siteId, task: dimension.task, ...reached }));
}
