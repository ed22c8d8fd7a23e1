import type { ClientBase } from 'pg';
import type { BusinessCalendar } from '../../base/business-day.ts';
import { md5Hex } from '../../base/digest.ts';
import type { SiteId } from '../../base/ids.ts';
import { calendarParameters } from '../../catalog/business-date.ts';
import { dwdTable } from '../../catalog/dwd-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { endpointOfTable } from '../../catalog/endpoints.ts';
import type { Fact } from '../../catalog/fact.ts';
import { statement } from '../../database/statement.ts';
import { type FactFindings, writeFindings } from './fact-ledger.ts';
import { factMergeSql } from './fact-merge-sql.ts';
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
  /** Highest load_id followed up; null when there was nothing new. */
  readonly reached: string | null;
}

/** What the next load would do. */
export interface DueFact {
  readonly sql: string;
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
  const sql = factMergeSql(fact, {
    documented: endpointOfTable(fact.source),
    corrected: endpointOfTable(fact.source, load.endpoints),
    spellings: await readSpellings(db, fact, load.siteId),
  });
  const hash = md5Hex(`${sql} ${load.timezone} ${JSON.stringify(load.businessDays)}`);
  const cursor = await db.query<{ id_cursor: string | null; declaration_hash: string | null }>(
    statement(
      'select id_cursor, declaration_hash from etl_admin.etl_cursor where site_id = $siteId::bigint and task_code = $task',
      { siteId: load.siteId, task: fact.task },
    ),
  );
  const known = cursor.rows[0];
  const current = known?.declaration_hash === hash;
  return {
    sql,
    hash,
    after: current ? (known?.id_cursor ?? '0') : '0',
    refill: known !== undefined && !current,
  };
}

/** Brings one fact table of one store up to date with ODS. Runs in the caller's transaction, with its cursor. */
export async function loadFact(client: ClientBase, fact: Fact, load: FactLoad): Promise<FactCounts> {
  const due = await readDueFact(client, fact, load);
  const { rows } = await client.query<Outcome>(
    statement(due.sql, {
      siteId: load.siteId,
      after: due.after,
      timezone: load.timezone,
      ...calendarParameters(load.businessDays),
    }),
  );
  const outcome = rows[0];
  if (outcome === undefined) throw new Error(`the load of ${fact.table} returned no counts`);
  const { reached, refusals, doubts, dirty, ...counts } = outcome;
  const { siteId, runId } = load;
  const ledger = { siteId, runId, table: dwdTable(fact), source: fact.source, after: due.after, seen: counts.seen };
  await writeFindings(client, ledger, { refusals, doubts, dirty });
  await moveCursor(client, fact, load, { hash: due.hash, reached: reached ?? due.after });
  return counts;
}

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
