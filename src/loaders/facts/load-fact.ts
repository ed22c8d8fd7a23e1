import type { ClientBase } from 'pg';
import type { BusinessCalendar } from '../../base/business-day.ts';
import { md5Hex } from '../../base/digest.ts';
import type { SiteId } from '../../base/ids.ts';
import { calendarParameters } from '../../catalog/business-date.ts';
import { dwdTable } from '../../catalog/dwd-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { endpointOfTable } from '../../catalog/endpoints.ts';
import type { Fact } from '../../catalog/fact.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import { citusVersion } from '../../database/citus.ts';
import { statement } from '../../database/statement.ts';
import { writeDifference } from '../../database/write-rows.ts';
import { Doubts, type FactFindings, writeDoubts, writeFindings } from './fact-ledger.ts';
import { type FactMerge, factMerge, writtenFact } from './fact-merge-sql.ts';
import type { Spellings } from './fact-paths.ts';

/** For whom and by which contract a fact is loaded. */
export interface FactLoad {
  readonly siteId: SiteId;
  /** IANA zone of the store's wall clock. */
  readonly timezone: string;
  readonly businessDays: BusinessCalendar;
  readonly runId: string | null;
  /** Endpoints as corrected by CONTRACT_FILE. */
  readonly endpoints: readonly Endpoint[];
}

/** What a load did. */
export interface FactCounts {
  readonly seen: number;
  readonly new: number;
  readonly changed: number;
  readonly deleted: number;
  readonly refused: number;
}

interface Outcome extends FactCounts, FactFindings {
  /** Rows to write, as a list in JSON text; null for none, and where the statement wrote them itself. */
  readonly due: string | null;
}

/** ODS records that are followed up at once. */
interface Stretch {
  /** Those of the loads above this one, */
  readonly after: string;
  /** up to this one. */
  readonly upTo: string;
  /** The statements that follow them up. */
  readonly steps: readonly string[];
}

/**
 * About how many records a stretch has: what is computed of them fits into `WORK_MEM`, and on a cluster, where rows that
 * differ pass through this process, into little memory. The records of one load are never parted.
 */
const STRETCH_RECORDS = { here: 20_000, apart: 2_000 };
/** Without it the rows of a stretch are written to temporary files, which takes half as long again. */
const WORK_MEM = '64MB';

/** From this many on, a stretch is worth a temporary table, whose description takes about as long as a hundred records. */
const PARALLEL_RECORDS = 5_000;

/** What the next load would do. */
export interface DueFact {
  readonly merge: FactMerge;
  /** Whether the statement writes what it finds; on a cluster that is apart. */
  readonly writing: 'here' | 'apart';
  readonly hash: string;
  /** ODS records above this load_id are read. */
  readonly after: string;
  /** True when the declaration differs from the one the table was filled by. */
  readonly refill: boolean;
}

/**
 * What is due: the records above the cursor, or all of them when the declaration (columns, contract corrections, spellings
 * met, zone, business day) differs from the one the table was filled by.
 */
export async function readDueFact(db: Pick<ClientBase, 'query'>, fact: Fact, load: FactLoad): Promise<DueFact> {
  const context = {
    documented: endpointOfTable(fact.source),
    corrected: endpointOfTable(fact.source, load.endpoints),
    spellings: await readSpellings(db, fact, load.siteId),
  };
  const here = factMerge(fact, context, 'here');
  const writing = (await citusVersion(db)) === null ? 'here' : 'apart';
  // A table that is spread over machines stays filled: how it is written is not part of what is written.
  const hash = md5Hex(`${here.whole} ${load.timezone} ${JSON.stringify(load.businessDays)}`);
  const cursor = await db.query<{ id_cursor: string | null; declaration_hash: string | null }>(
    statement(
      'select id_cursor, declaration_hash from etl_admin.etl_cursor where site_id = $siteId::bigint and task_code = $task',
      { siteId: load.siteId, task: fact.task },
    ),
  );
  const known = cursor.rows[0];
  const current = known?.declaration_hash === hash;
  return {
    merge: writing === 'here' ? here : factMerge(fact, context, writing),
    writing,
    hash,
    after: current ? (known?.id_cursor ?? '0') : '0',
    refill: known !== undefined && !current,
  };
}

/** Brings one fact table of one store up to date with ODS. Runs in the caller's transaction, with its cursor. */
export async function loadFact(client: ClientBase, fact: Fact, load: FactLoad): Promise<FactCounts> {
  const due = await readDueFact(client, fact, load);
  const doubts = new Doubts();
  let counts: FactCounts = { seen: 0, new: 0, changed: 0, deleted: 0, refused: 0 };
  let reached = due.after;
  await client.query(`set local work_mem = '${WORK_MEM}'`);
  for await (const stretch of stretches(client, fact, load.siteId, due)) {
    const { doubts: doubted, ...outcome } = await loadStretch(client, fact, load, stretch);
    counts = addCounts(counts, outcome);
    doubts.add(doubted);
    reached = stretch.upTo;
  }
  await writeDoubts(client, { siteId: load.siteId, source: fact.source, runId: load.runId, seen: counts.seen }, doubts);
  await moveCursor(client, fact, load, { hash: due.hash, reached });
  return counts;
}

/** The records above a load, a stretch after the other. */
async function* stretches(
  client: ClientBase,
  fact: Fact,
  siteId: SiteId,
  { after, writing, merge }: DueFact,
): AsyncGenerator<Stretch> {
  const most = STRETCH_RECORDS[writing];
  const sql = `select count(*)::int as records, max(load_id)::text as up_to from (
  select load_id from ${odsTable({ table: fact.source })} where site_id = $siteId::bigint and load_id > $after::bigint
  order by load_id limit ${most}) r`;
  for (let from = after; ; ) {
    const { rows } = await client.query<{ records: number; up_to: string | null }>(
      statement(sql, { siteId, after: from }),
    );
    const upTo = rows[0]?.up_to ?? null;
    if (upTo === null) return;
    const records = rows[0]?.records ?? 0;
    const isMany = writing === 'here' && records >= PARALLEL_RECORDS;
    yield { after: from, upTo, steps: isMany ? merge.spread() : [merge.whole] };
    if (records < most) return;
    from = upTo;
  }
}

async function loadStretch(
  client: ClientBase,
  fact: Fact,
  { siteId, timezone, businessDays, runId }: FactLoad,
  { steps, ...stretch }: Stretch,
): Promise<Outcome> {
  const values = { siteId, ...stretch, timezone, ...calendarParameters(businessDays) };
  let outcome: Outcome | undefined;
  for (const sql of steps) {
    const { rows } = await client.query<Outcome>(statement(sql, values));
    outcome ??= rows[0];
  }
  if (outcome === undefined) throw new Error(`the load of ${fact.table} returned no counts`);
  await writeDifference(client, writtenFact(fact), siteId, { surplus_rows: null, due_rows: outcome.due });
  await writeFindings(client, { siteId, runId, table: dwdTable(fact), source: fact.source, ...stretch }, outcome);
  return outcome;
}

const addCounts = (one: FactCounts, other: FactCounts): FactCounts => ({
  seen: one.seen + other.seen,
  new: one.new + other.new,
  changed: one.changed + other.changed,
  deleted: one.deleted + other.deleted,
  refused: one.refused + other.refused,
});

async function moveCursor(
  client: ClientBase,
  fact: Fact,
  load: FactLoad,
  to: { readonly hash: string; readonly reached: string },
): Promise<void> {
  const sql = `insert into etl_admin.etl_cursor as c (site_id, task_code, id_cursor, declaration_hash)
values ($siteId, $task, $reached, $hash)
on conflict (site_id, task_code) do update set id_cursor = excluded.id_cursor, declaration_hash = excluded.declaration_hash,
  updated_at = now()
where (c.id_cursor, c.declaration_hash) is distinct from (excluded.id_cursor, excluded.declaration_hash)`;
  await client.query(statement(sql, { siteId: load.siteId, task: fact.task, ...to }));
}

/** Letter cases that upstream was seen to use instead of the documented ones. */
async function readSpellings(db: Pick<ClientBase, 'query'>, fact: Fact, siteId: SiteId): Promise<Spellings> {
  const { rows } = await db.query<{ path: string; sample: string }>(
    statement(
      `select path, sample from etl_admin.etl_drift
where site_id = $siteId::bigint and ods_table = $table and kind = 'other-case' and sample is not null order by path`,
      { siteId, table: fact.source },
    ),
  );
  return new Map(rows.map((row) => [row.path, [row.sample]]));
}
