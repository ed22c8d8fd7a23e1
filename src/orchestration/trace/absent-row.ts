import { ConfigError } from '../../base/errors.ts';
import { odsTable } from '../../catalog/ods-table.ts';
import { statement } from '../../database/statement.ts';
import type { Queryable } from '../../tasks/task.ts';
import { readRefusals } from './refusals.ts';
import { type RowKey, type TraceTarget, VERSION } from './target.ts';

/** The error that says where a row that is not there could be instead. */
export async function explainAbsence(
  db: Queryable,
  target: TraceTarget,
  key: RowKey,
  stores: readonly string[] | null,
): Promise<ConfigError> {
  const asked = Object.entries(key).map(([name, value]) => `${name}=${value}`);
  const of = stores === null ? '' : ` of store ${stores.join(', ')}`;
  const what = asked.length === 0 ? 'no row' : `no row with ${asked.join(', ')}`;
  const hints = await hintsOf(db, target, key, stores);
  return new ConfigError('UNKNOWN_KEY', `${target.table.name} has ${what}${of}. ${hints.join(' ')}`, {
    details: { table: target.table.name, key, stores },
  });
}

async function hintsOf(
  db: Queryable,
  target: TraceTarget,
  key: RowKey,
  stores: readonly string[] | null,
): Promise<string[]> {
  const sourceId = target.sourceId(key);
  const refusals = await readRefusals(db, target, { sourceId, stores });
  if (refusals.length > 0) {
    return refusals.map(
      ({ id, rule, reason }) =>
        `It is in quarantine (${rule}: ${reason}): "feiqiu-etl quarantine show ${id}" says what to do.`,
    );
  }
  if (target.task !== null && (await isInOds(db, target, sourceId, stores))) {
    if (key[VERSION] !== undefined) return [`Leave out ${VERSION}= for the last version there is.`];
    return [
      `${odsTable(target.endpoint)} has the record: "feiqiu-etl run --tasks ${target.task}" brings ODS into this table.`,
    ];
  }
  return [`Neither ${odsTable(target.endpoint)} nor the quarantine knows it.`];
}

async function isInOds(
  db: Queryable,
  { endpoint }: TraceTarget,
  sourceId: string | null,
  stores: readonly string[] | null,
): Promise<boolean> {
  const sql = `select exists (select 1 from ${odsTable(endpoint)} where source_id = $sourceId::text
  and ($stores::bigint[] is null or site_id = any($stores))) as known`;
  const { rows } = await db.query<{ known: boolean }>(statement(sql, { sourceId, stores }));
  return rows[0]?.known === true;
}
