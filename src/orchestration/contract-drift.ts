import type { SiteId } from '../base/ids.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import { odsTable } from '../catalog/ods-table.ts';
import { statement } from '../database/statement.ts';
import type { DriftFinding } from '../loaders/ods/drift-scan.ts';
import type { Queryable } from '../tasks/task.ts';
import { fieldFindings } from './contract-fields.ts';
import { type ContractFile, type ContractFinding, mergeCorrections } from './contract-report.ts';

/** A difference that loads have met. Times are UTC. */
export interface DriftRecord extends ContractFinding {
  readonly since: string;
  readonly lastSeenAt: string;
}

/** What differs in one endpoint of one store. */
export interface EndpointDrift {
  readonly siteId: string;
  readonly table: string;
  readonly task: string;
  readonly records: readonly DriftRecord[];
}

/** What loads have met that the contract in force does not say. */
export interface DriftReport {
  readonly status: 'ok' | 'drift';
  readonly endpoints: readonly EndpointDrift[];
  /** The corrections of all drift together with those in force, ready to be saved as CONTRACT_FILE; null when there is none. */
  readonly contractFile: ContractFile | null;
}

export interface DriftQuestion {
  /** Endpoints as corrected by CONTRACT_FILE; others are left out. */
  readonly endpoints: readonly Endpoint[];
  /** Null: all stores. */
  readonly siteIds: readonly SiteId[] | null;
  /** The CONTRACT_FILE in force. */
  readonly inForce: ContractFile | null;
}

interface DriftRow extends DriftFinding {
  readonly siteId: string;
  readonly table: string;
  readonly since: string;
  readonly lastSeenAt: string;
}

const utc = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/**
 * Of the differences in names, those that the last reading with rows still met. A difference in a value stays until the
 * contract knows the value: the row that has it may not come again.
 */
const OPEN_DRIFT = `select d.site_id::text as "siteId", d.ods_table as "table", d.kind, d.path, d.sample,
  d.rows_affected::int as "rowsAffected", d.rows_checked::int as "rowsChecked", ${utc('d.first_seen_at')} as since,
  ${utc('d.last_seen_at')} as "lastSeenAt"
from etl_admin.etl_drift d
join unnest($tables::text[], $tasks::text[]) as e(ods_table, task_code) using (ods_table)
where ($siteIds::bigint[] is null or d.site_id = any($siteIds))
  and (d.kind not in ('missing-field', 'new-field', 'other-case') or d.last_seen_at >= coalesce((
    select max(w.started_at) from etl_admin.etl_window w
    where w.site_id = d.site_id and w.task_code = e.task_code and w.rows_seen > 0), '-infinity'))
order by d.site_id, e.task_code, d.rows_affected desc, d.kind, d.path`;

/** What is open in etl_drift, explained, with a guess where a field that is missing went. */
export async function readDrift(db: Queryable, { endpoints, siteIds, inForce }: DriftQuestion): Promise<DriftReport> {
  const asked = { tables: endpoints.map(({ table }) => table), tasks: endpoints.map(({ task }) => task), siteIds };
  const { rows } = await db.query<DriftRow>(statement(OPEN_DRIFT, asked));
  const found: EndpointDrift[] = [];
  for (const group of groupByEndpoint(rows)) {
    const [first] = group;
    if (first === undefined) continue;
    const { siteId, table } = first;
    const endpoint = endpointOfTable(table, endpoints);
    const records = explain(endpoint, group, await readSamples(db, endpoint, siteId));
    if (records.length > 0) found.push({ siteId, table, task: endpoint.task, records });
  }
  const all = found.flatMap(({ records }) => records);
  const status = all.some(({ severity }) => severity === 'drift') ? 'drift' : 'ok';
  return { status, endpoints: found, contractFile: mergeCorrections(all, inForce) };
}

function groupByEndpoint(rows: readonly DriftRow[]): DriftRow[][] {
  const groups = new Map<string, DriftRow[]>();
  for (const row of rows) {
    const key = `${row.siteId} ${row.table}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

function explain(endpoint: Endpoint, rows: readonly DriftRow[], samples: readonly unknown[]): DriftRecord[] {
  const open = rows.filter((row) => !isSettled(endpoint, row));
  const timesOf = (path: string): Pick<DriftRow, 'since' | 'lastSeenAt'> | undefined =>
    open.find((row) => row.path === path);
  return fieldFindings(endpoint, open, samples).flatMap((finding) => {
    const same = open.find((row) => row.kind === finding.kind && row.path === finding.path) ?? timesOf(finding.path);
    return same === undefined ? [] : [{ ...finding, since: same.since, lastSeenAt: same.lastSeenAt }];
  });
}

/** A correction may have settled a difference since it was last met: the next reading will not meet it. */
function isSettled(endpoint: Endpoint, { kind, path }: DriftFinding): boolean {
  const knows = ({ fields }: Endpoint): boolean => fields.some((field) => field.path === path);
  if (kind === 'new-field') return knows(endpoint);
  return knows(endpointOfTable(endpoint.table)) && !knows(endpoint);
}

const SAMPLES = 20;

/** Records as upstream sends them lately, those without a key included: they tell whether a name fits a field. */
async function readSamples(db: Queryable, endpoint: Endpoint, siteId: string): Promise<unknown[]> {
  const sql = `(select payload::text as raw from ${odsTable(endpoint)}
  where site_id = $siteId::bigint order by load_id desc, source_id limit ${SAMPLES})
union all
(select raw from etl_admin.etl_quarantine
  where site_id = $siteId::bigint and target_table = $table::text and status = 'OPEN' and rule = 'missing_key'
  order by last_seen_at desc limit ${SAMPLES})`;
  const { rows } = await db.query<{ raw: string }>(statement(sql, { siteId, table: endpoint.table }));
  return rows.map(({ raw }) => JSON.parse(raw) as unknown);
}
