import { ConfigError } from '../base/errors.ts';
import { toSiteId } from '../base/ids.ts';
import { didYouMean } from '../base/nearest-name.ts';
import { DIMENSIONS } from '../catalog/dimensions.ts';
import { dwdTable } from '../catalog/dwd-table.ts';
import { ENDPOINTS } from '../catalog/endpoints.ts';
import { FACTS } from '../catalog/facts.ts';
import { statement } from '../database/statement.ts';
import { utcText } from '../database/utc-text.ts';
import type { Queryable } from '../tasks/task.ts';

/** A record that could not be stored. Times are UTC. */
export interface QuarantineEntry {
  readonly id: string;
  readonly siteId: string;
  /** The table that refused it: an ODS table, or a typed one with its schema. */
  readonly table: string;
  /** Upstream's key; null for a record without one. */
  readonly key: string | null;
  readonly column: string | null;
  readonly rule: string;
  readonly value: string | null;
  readonly reason: string;
  readonly status: 'OPEN' | 'RESOLVED' | 'DISMISSED';
  readonly since: string;
  readonly lastSeenAt: string;
  /** How often upstream has sent it. */
  readonly times: number;
  readonly closedAt: string | null;
}

/** An entry with everything that is known of it. */
export interface QuarantineDetail extends QuarantineEntry {
  /** The text as received. */
  readonly raw: string;
  readonly file: string;
  readonly pageNo: number;
  /** Position in the page, from 0. */
  readonly recordIndex: number;
  /** The run that refused it last. */
  readonly runId: string | null;
  readonly whatToDo: string;
}

/** What narrows a list down; null: everything. */
export interface QuarantineFilter {
  readonly stores: readonly string[] | null;
  readonly table: string | null;
  readonly rule: string | null;
  readonly ids: readonly string[] | null;
  /** Closed entries as well. */
  readonly all: boolean;
}

/** The open entries, whatever they are. */
export const ANY_OPEN: QuarantineFilter = { stores: null, table: null, rule: null, ids: null, all: false };

const ENTRY = `q.quarantine_id::text as id, q.site_id::text as "siteId", q.target_table as "table", q.source_id as key,
  q.column_name as "column", q.rule, q.bad_value as value, q.reason, q.status, ${utcText('q.first_seen_at')} as since,
  ${utcText('q.last_seen_at')} as "lastSeenAt", q.occurrences as times, ${utcText('q.resolved_at')} as "closedAt"`;

const WHERE = `where ($all::boolean or q.status = 'OPEN') and ($stores::bigint[] is null or q.site_id = any($stores))
  and ($table::text is null or q.target_table = $table) and ($rule::text is null or q.rule = $rule)
  and ($ids::bigint[] is null or q.quarantine_id = any($ids))`;

/** Some entries, and how many there are in all. */
export interface QuarantineList {
  readonly entries: readonly QuarantineEntry[];
  readonly total: number;
}

/** Entries newest first, at most `limit` of them. */
export async function listQuarantine(db: Queryable, filter: QuarantineFilter, limit: number): Promise<QuarantineList> {
  const values = { ...filter, limit };
  const sql = `select ${ENTRY} from etl_admin.etl_quarantine q ${WHERE} order by q.last_seen_at desc, q.quarantine_id desc limit $limit::int`;
  const { rows } = await db.query<QuarantineEntry>(statement(sql, values));
  const counted = await db.query<{ total: number }>(
    statement(`select count(*)::int as total from etl_admin.etl_quarantine q ${WHERE}`, values),
  );
  return { entries: rows, total: counted.rows[0]?.total ?? 0 };
}

/** All entries that a filter lets through, oldest first. */
export async function readQuarantine(db: Queryable, filter: QuarantineFilter): Promise<QuarantineEntry[]> {
  const sql = `select ${ENTRY} from etl_admin.etl_quarantine q ${WHERE} order by q.quarantine_id`;
  return (await db.query<QuarantineEntry>(statement(sql, { ...filter }))).rows;
}

/** One entry; throws ConfigError when there is none. */
export async function readQuarantineEntry(db: Queryable, id: string): Promise<QuarantineDetail> {
  const sql = `select ${ENTRY}, q.raw, q.source_file as file, q.page_no as "pageNo", q.record_index as "recordIndex",
  q.run_id as "runId" from etl_admin.etl_quarantine q where q.quarantine_id = $id::bigint`;
  const { rows } = await db.query<Omit<QuarantineDetail, 'whatToDo'>>(statement(sql, { id: toEntryId(id) }));
  const [entry] = rows;
  if (entry === undefined) throw unknownEntries([id]);
  return { ...entry, whatToDo: whatToDoAbout(entry) };
}

/** Throws ConfigError naming ids that no entry has. */
export function unknownEntries(ids: readonly string[]): ConfigError {
  const named = ids.length === 1 ? `no entry ${ids[0]} is` : `no entries ${ids.join(', ')} are`;
  return new ConfigError(
    'UNKNOWN_ENTRY',
    `${named} in quarantine: "feiqiu-etl quarantine list --all" shows those there are`,
  );
}

const MAX_INT64 = 9223372036854775807n;

/** Checks the form of an entry's number; throws ConfigError naming it otherwise. */
export function toEntryId(text: string): string {
  if (/^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= MAX_INT64) return text;
  throw new ConfigError(
    'BAD_ENTRY',
    `${JSON.stringify(text)} is not the number of a quarantine entry: "feiqiu-etl quarantine list" shows them in its first column`,
  );
}

/** What the options of a command narrow down; throws ConfigError for a store, table or rule that cannot be. */
export function toQuarantineFilter(asked: {
  readonly stores: readonly string[] | null;
  readonly table: string | undefined;
  readonly rule: string | undefined;
}): QuarantineFilter {
  const { stores, table, rule } = asked;
  return {
    ...ANY_OPEN,
    stores: stores?.map(toSiteId) ?? null,
    table: table === undefined ? null : toTargetTable(table),
    rule: rule === undefined ? null : toRule(rule),
  };
}

/** Names of entries' tables: ODS tables alone, typed ones with their schema. Either is understood either way. */
function toTargetTable(name: string): string {
  const wanted = name.toLowerCase().replace(/^.*\./, '');
  const typed = [...FACTS, ...DIMENSIONS].find(({ table }) => table === wanted);
  if (typed !== undefined) return dwdTable(typed);
  const known = [...ENDPOINTS, ...FACTS, ...DIMENSIONS].map(({ table }) => table);
  if (known.includes(wanted)) return wanted;
  throw new ConfigError(
    'UNKNOWN_TABLE',
    `no table is called ${JSON.stringify(name)}.${didYouMean(wanted, known)} Tables: ${known.join(', ')}`,
  );
}

function toRule(name: string): string {
  const known = [
    ...new Set([...Object.keys(TO_DO), ...TYPED_RULES, ...FACTS.flatMap(({ rules }) => rules.map(({ id }) => id))]),
  ];
  if (known.includes(name)) return name;
  throw new ConfigError(
    'UNKNOWN_RULE',
    `no rule is called ${JSON.stringify(name)}.${didYouMean(name, known)} Rules: ${known.join(', ')}`,
  );
}

/** Every typed table has these; some have rules of their own. */
const TYPED_RULES = ['missing_required', 'invalid_required'];

const READ_AGAIN = 'read the day again with "feiqiu-etl run --from DAY --to DAY"';
const CORRECT = '"feiqiu-etl contract drift" says how: correct it in CONTRACT_FILE, then retry';

const TO_DO: Readonly<Record<string, string>> = {
  missing_key: `If the key is called otherwise now, ${CORRECT}. If upstream has forgotten it, have it put right there and ${READ_AGAIN}.`,
  foreign_site:
    'Look whether the token belongs to this store. If that field does not tell the store of a record, correct "owner" in CONTRACT_FILE, then retry. A record that really is another store\'s is rightly here.',
  refused_by_database: `PostgreSQL cannot hold this text. Have it put right upstream and ${READ_AGAIN}; the entry then closes by itself.`,
  duplicate_key: `Upstream sent two contents under one key, and the first was stored. To see whether it still does, ${READ_AGAIN}. If another field is the key, correct "key" in CONTRACT_FILE, then retry.`,
};

/** What typed tables refuse is in ODS, so what helps is a better record or a better contract. */
const TO_DO_TYPED = `The record itself is in ODS. If upstream was wrong, have it put right there and ${READ_AGAIN}; the entry then closes by itself. If a field is called otherwise now, ${CORRECT}.`;

function whatToDoAbout({ rule, status }: Pick<QuarantineEntry, 'rule' | 'status'>): string {
  return status === 'OPEN' ? (TO_DO[rule] ?? TO_DO_TYPED) : 'Nothing: it is closed.';
}
