import type { SiteId } from '../base/ids.ts';
import type { ContractFile } from '../catalog/contract-file.ts';
import type { Endpoint } from '../catalog/endpoint.ts';
import { endpointOfTable } from '../catalog/endpoints.ts';
import { odsTable } from '../catalog/ods-table.ts';
import { statement } from '../database/statement.ts';
import { utcText } from '../database/utc-text.ts';
import type { DriftFinding } from '../loaders/ods/drift-scan.ts';
import type { Queryable } from '../tasks/task.ts';
import { fieldFindings } from './contract-fields.ts';
import { type ContractFinding, mergeCorrections } from './contract-report.ts';

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
  /** False: no row was read yet, so that nothing could differ. */
  readonly isRead: boolean;
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
  /** Differences as well that are no longer met. */
  readonly all: boolean;
}

interface DriftRow extends DriftFinding {
  readonly siteId: string;
  readonly table: string;
  readonly since: string;
  readonly lastSeenAt: string;
}

/** A value that differs is in single rows, which do not come with every reading. */
const VALUES_STAY = "interval '7 days'";

/** The differences that the last reading with rows still met; those in values some days longer. */
const OPEN_DRIFT = `select d.site_id::text as "siteId", d.ods_table as "table", d.kind, d.path, d.sample,
  d.rows_affected::int as "rowsAffected", d.rows_checked::int as "rowsChecked", ${utcText('d.first_seen_at')} as since,
  ${utcText('d.last_seen_at')} as "lastSeenAt"
from etl_admin.etl_drift d
join unnest($tables::text[], $tasks::text[]) as e(ods_table, task_code) using (ods_table)
where ($siteIds::bigint[] is null or d.site_id = any($siteIds))
  and ($all::boolean or coalesce(d.last_seen_at >= (
    select max(w.started_at) from etl_admin.etl_window w
    where w.site_id = d.site_id and w.task_code = e.task_code and w.rows_seen > 0
  ) - case when d.kind in ('missing-field', 'new-field', 'other-case') then interval '0' else ${VALUES_STAY} end, true))
order by d.site_id, e.task_code, d.rows_affected desc, d.kind, d.path`;

const IS_READ = `select exists (
  select from etl_admin.etl_window w
  where w.task_code = any($tasks::text[]) and ($siteIds::bigint[] is null or w.site_id = any($siteIds)) and w.rows_seen > 0
) as "isRead"`;

/** What is open in etl_drift, explained, with a guess where a field that is missing went. */
export async function readDrift(db: Queryable, question: DriftQuestion): Promise<DriftReport> {
  const { endpoints, siteIds, inForce, all } = question;
  const asked = { tables: endpoints.map(({ table }) => table), tasks: endpoints.map(({ task }) => task), siteIds, all };
  const { rows } = await db.query<DriftRow>(statement(OPEN_DRIFT, asked));
  const { rows: read } = await db.query<{ isRead: boolean }>(
    statement(IS_READ, { tasks: asked.tasks, siteIds: asked.siteIds }),
  );
  const found: EndpointDrift[] = [];
  for (const group of groupByEndpoint(rows)) {
    const [first] = group;
    if (first === undefined) continue;
    const { siteId, table } = first;
    const endpoint = endpointOfTable(table, endpoints);
    const open = all ? group : group.filter((row) => !isSettled(endpoint, row));
    const records = explain(endpoint, open, await readSamples(db, endpoint, siteId));
    if (records.length > 0) found.push({ siteId, table, task: endpoint.task, records });
  }
  const records = found.flatMap((endpoint) => endpoint.records);
  const status = records.some(({ severity }) => severity === 'drift') ? 'drift' : 'ok';
  const isRead = rows.length > 0 || read[0]?.isRead === true;
  return { status, endpoints: found, isRead, contractFile: mergeCorrections(records, inForce) };
}

function groupByEndpoint(rows: readonly DriftRow[]): DriftRow[][] {
  const groups = new Map<string, DriftRow[]>();
  for (const row of rows) {
    const key = `${row.siteId} ${row.table}`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()];
}

/** A missing key is told with the times of its field. */
function explain(endpoint: Endpoint, rows: readonly DriftRow[], samples: readonly unknown[]): DriftRecord[] {
  return fieldFindings(endpoint, rows, samples).flatMap((finding) => {
    const ofPath = rows.filter(({ path }) => path === finding.path);
    const same = ofPath.find(({ kind }) => kind === finding.kind) ?? ofPath[0];
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
