import { parse } from 'lossless-json';
import type { Client } from 'pg';
import type { Column } from '../../src/catalog/column.ts';
import { factSettlement } from '../../src/catalog/facts/settlement.ts';
import { connectClient } from '../../src/database/connection.ts';
import { SITE } from '../data/settlements.ts';
import { contend } from '../lib/contender.ts';

/**
 * The peer: the usual program. It reads records with a cursor, parses and converts them in JavaScript without losing a
 * digit, and writes batches by an upsert over arrays, which writes only rows that differ; one batch after the other.
 */
export interface FactRowwiseJob {
  readonly url: string;
  readonly table: string;
  /** Records above this load are read; 0 reads all of them. */
  readonly after: number;
}

export interface Rowwise {
  readonly seen: number;
  readonly written: number;
}

interface OdsRow {
  readonly source_id: string;
  readonly load_id: string;
  readonly is_deleted: boolean;
  readonly settlement: string;
}

type Value = string | boolean | null;
type Convert = (text: unknown) => Value;

const BATCH = 1_000;
const DAY_STARTS_MS = 8 * 3_600_000;
const WHOLE = /^-?\d{1,18}$/;
const DECIMAL = /^-?\d{1,12}(\.\d+)?$/;
const TIME = /^[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[ T](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

const whole: Convert = (text) => (typeof text === 'string' && WHOLE.test(text) ? text : null);
const decimal: Convert = (text) => (typeof text === 'string' && DECIMAL.test(text) ? text : null);
/** The zone has had one offset since 1991. */
const time: Convert = (text) =>
  typeof text === 'string' && TIME.test(text) && !text.startsWith('0001-01-01') ? `${text}+08:00` : null;
const yesOrNo: Convert = (value) =>
  typeof value === 'boolean' ? value : value === '1' ? true : value === '0' ? false : null;
const plain: Convert = (text) => (typeof text === 'string' ? text : null);
const id: Convert = (text) => (text === '0' ? null : whole(text));
const positiveId: Convert = (text) => (typeof text === 'string' && text.startsWith('-') ? null : id(text));

function converterOf({ type, none }: Column): Convert {
  switch (type.kind) {
    case 'id':
      return none.includes('not-positive-id') ? positiveId : id;
    case 'money':
    case 'decimal':
      return decimal;
    case 'timestamp':
      return time;
    case 'boolean':
      return yesOrNo;
    case 'text':
      return plain;
    default:
      return whole;
  }
}

const COLUMNS = factSettlement.columns.map((column) => ({
  name: column.name,
  ddl: column.type.ddl,
  leaf: column.path.slice('settleList.'.length),
  convert: converterOf(column),
}));
const BOOKKEEPING = [
  { name: 'business_date', ddl: 'date' },
  { name: 'is_deleted', ddl: 'boolean' },
  { name: '_source_id', ddl: 'text' },
  { name: '_load_id', ddl: 'bigint' },
];
const PAY_TIME = COLUMNS.findIndex((column) => column.name === 'pay_time');

/** One array a column. */
function toArrays(rows: readonly OdsRow[]): Value[][] {
  const arrays: Value[][] = [...COLUMNS, ...BOOKKEEPING].map(() => []);
  for (const row of rows) {
    const record = parse(row.settlement, null, (number) => number) as Readonly<Record<string, unknown>>;
    for (const [i, { leaf, convert }] of COLUMNS.entries()) arrays[i]?.push(convert(record[leaf]));
    const paidAt = record[COLUMNS[PAY_TIME]?.leaf ?? ''];
    const own = [businessDateOf(String(paidAt)), row.is_deleted, row.source_id, row.load_id];
    for (const [i, value] of own.entries()) arrays[COLUMNS.length + i]?.push(value);
  }
  return arrays;
}

function businessDateOf(localTime: string): string {
  return new Date(Date.parse(`${localTime.replace(' ', 'T')}Z`) - DAY_STARTS_MS).toISOString().slice(0, 10);
}

function upsertSql(table: string): string {
  const all = [...COLUMNS, ...BOOKKEEPING];
  const names = all.map((column) => column.name);
  const key = ['site_id', ...factSettlement.key];
  const compared = names.filter((name) => name !== '_load_id' && !key.includes(name));
  const ofAlias = (alias: string): string => compared.map((name) => `${alias}.${name}`).join(', ');
  return `insert into ${table} as t (site_id, ${names.join(', ')})
select ${SITE}, * from unnest(${all.map((column, i) => `$${i + 1}::${column.ddl.split(' ')[0]}[]`).join(', ')})
on conflict (${key.join(', ')}) do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')}
where (${ofAlias('t')}) is distinct from (${ofAlias('excluded')})`;
}

async function load({ table, after }: FactRowwiseJob, client: Client): Promise<Rowwise> {
  const upsert = { name: 'upsert', text: upsertSql(table) };
  const total = { seen: 0, written: 0 };
  await client.query('begin');
  await client.query(`declare records no scroll cursor for
select source_id, load_id, is_deleted, payload -> 'settleList' as settlement
from billiards_ods.${factSettlement.source} where site_id = ${SITE} and load_id > ${after}`);
  for (;;) {
    const { rows } = await client.query<OdsRow>(`fetch ${BATCH} from records`);
    if (rows.length === 0) break;
    const { rowCount } = await client.query({ ...upsert, values: toArrays(rows) });
    total.seen += rows.length;
    total.written += rowCount ?? 0;
  }
  await client.query('commit');
  return total;
}

await contend<FactRowwiseJob, Rowwise>(async (job, measure) => {
  const client = await connectClient(job.url, { applicationName: 'bench contender rowwise' });
  const total = await measure(() => load(job, client));
  await client.end();
  return total;
});
