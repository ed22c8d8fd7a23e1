import { expect, test } from 'vitest';
import { ENDPOINTS, endpointOfTable } from './endpoints.ts';
import { buildLineage, type LineageEntry } from './lineage.ts';
import { SITE_PROFILE_FIELDS } from './site-profile.ts';
import { DIMENSION_TABLES, FACT_TABLES, MART_TABLES, odsTables, TYPED_TABLES } from './warehouse.ts';

const LINEAGE = buildLineage();

function entryOf(table: string, column: string, lineage: readonly LineageEntry[] = LINEAGE): LineageEntry | undefined {
  return lineage.find((entry) => entry.table === `billiards.${table}` && entry.column === column);
}

test('every column of every table made from records or figures has its origin, once', () => {
  const fromCatalog = /\.(dim_site_seen|dim_enum|dim_holiday|dim_date|dws_day_status)$/;
  const tables = [...DIMENSION_TABLES, ...FACT_TABLES, ...MART_TABLES].filter(({ name }) => !fromCatalog.test(name));
  const declared = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  expect(LINEAGE.map(({ table, column }) => `${table}.${column}`)).toEqual(declared);
  expect(LINEAGE.filter(({ from }) => from.length === 0)).toEqual([]);
});

test('every source exists: table, column, and field of the contract', () => {
  const columns = new Map(
    [...odsTables(ENDPOINTS), ...TYPED_TABLES].map((table) => [table.name, table.columns.map(({ name }) => name)]),
  );
  const known = new Set(
    ENDPOINTS.flatMap(({ path, fields }) => [
      ...fields.map((field) => `${path} ${field.path}`),
      ...SITE_PROFILE_FIELDS.map((field) => `${path} siteProfile.${field.path}`),
    ]),
  );
  const sources = LINEAGE.flatMap(({ from }) => from);
  const missing = sources.flatMap(({ table, column, endpoint, paths }) => [
    ...(column === null || columns.get(table)?.includes(column) === true ? [] : [`${table}.${column}`]),
    ...paths.filter((path) => !known.has(`${endpoint} ${path}`)),
  ]);
  expect([...new Set(missing)]).toEqual([]);
});

test('tells field, record and what is done to the value', () => {
  expect(entryOf('fact_payment', 'pay_amount')).toMatchObject({
    type: 'numeric(18,2)',
    from: [{ table: 'billiards_ods.payment_transactions', column: 'payload', paths: ['pay_amount'] }],
    transform: { en: 'yuan, two decimals; empty text → NULL' },
  });
  expect(entryOf('fact_ticket_goods', 'line_id')?.from).toMatchObject([
    { column: 'payload', paths: ['orderItem[].goodsLedgers[].orderGoodsLedgerId'] },
  ]);
  expect(entryOf('fact_settlement', 'business_date')?.from).toMatchObject([
    { table: 'billiards.fact_settlement', column: 'pay_time', paths: [] },
  ]);
  expect(entryOf('dim_goods_category', 'goods_category_id')?.from[0]?.paths).toEqual(['id', 'categoryBoxes[].id']);
});

test('follows the paths that CONTRACT_FILE corrects', () => {
  const payments = endpointOfTable('payment_transactions');
  const fields = payments.fields.map((field) => (field.path === 'pay_amount' ? { ...field, path: 'amount' } : field));
  const corrected = ENDPOINTS.map((endpoint) => (endpoint === payments ? { ...payments, fields } : endpoint));
  expect(entryOf('fact_payment', 'pay_amount', buildLineage(corrected))?.from[0]?.paths).toEqual(['amount']);
});
