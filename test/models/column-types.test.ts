import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { statement } from '../../src/database/statement.ts';
import { booleanType } from '../../src/models/boolean-type.ts';
import { codeType } from '../../src/models/code-type.ts';
import type { ColumnType } from '../../src/models/column-type.ts';
import { countType } from '../../src/models/count-type.ts';
import { dateType } from '../../src/models/date-type.ts';
import { decimalType } from '../../src/models/decimal-type.ts';
import { durationType } from '../../src/models/duration-type.ts';
import { idType } from '../../src/models/id-type.ts';
import { moneyType } from '../../src/models/money-type.ts';
import { isNone, isNoneSql, type NoneValue } from '../../src/models/none-value.ts';
import { textType } from '../../src/models/text-type.ts';
import { timestampType } from '../../src/models/timestamp-type.ts';
import { parseValue, valueSql } from '../../src/models/typed-value.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('column_types');

const TYPES: readonly ColumnType[] = [
  idType,
  moneyType,
  decimalType,
  countType,
  durationType('seconds'),
  durationType('minutes'),
  booleanType,
  textType,
  codeType('settleType'),
  timestampType,
  dateType,
];

const HOSTILE: readonly string[] = [
  '',
  ' ',
  '0',
  '-0',
  '00',
  '007',
  '1',
  '-1',
  '+1',
  '1.',
  '.5',
  '1.0',
  '1.5',
  '12,50',
  '1e5',
  '1E-7',
  '0x10',
  '1_000',
  'NaN',
  'nan',
  'Infinity',
  '-Infinity',
  'inf',
  'null',
  'true',
  'false',
  'TRUE',
  't',
  'yes',
  'on',
  '是',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '-9223372036854775809',
  '123456789012345678901234567890',
  '999999999999999.995',
  '999999999999999.99',
  '9999999999999999',
  '48.199999999999996',
  '0.005',
  '-0.005',
  '0.004',
  '-0.004',
  '0.0049999999',
  '2.675',
  '-2.675',
  '0.995',
  '-0.999',
  '0.0000005',
  '1.00000000000000000000000000000000001',
  '١٢',
  '１２',
  ' 1',
  '1 ',
  '1\n',
  '12.50元',
  'now',
  'today',
  'infinity',
  'epoch',
  '2025-02-30 10:00:00',
  '2025-02-28 10:00:00',
  '2024-02-29 23:59:59',
  '2100-02-29 00:00:00',
  '2000-02-29 00:00:00',
  '2025-04-31 00:00:00',
  '2025-12-31T08:00:00',
  '2025-12-31 24:00:00',
  '2025-12-31 23:60:00',
  '2025-12-31 23:59:60',
  '0001-01-01 00:00:00',
  '0000-01-01 00:00:00',
  '2225-11-01 00:00:00',
  '2025-1-1 00:00:00',
  '2025-11-01',
  '2025-11-31',
  '2025-11-01 00:00:00',
  '20251101',
  '2025-13-01 00:00:00',
  '2025-11-01 10:00:00+08',
  '2025-11-01 10:00:00.5',
  "'; drop table x; --",
  '\\',
  '%',
  '2025/11/01 10:00:00',
];

/** A seeded generator, so that a failure can be repeated. */
function randomTexts(count: number): string[] {
  let state = 20_251_101;
  const next = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pad = (value: number): string => String(value).padStart(2, '0');
  const digits = (length: number): string => Array.from({ length }, () => String(next(10))).join('');
  const makers = [
    () => `${next(2) === 0 ? '-' : ''}${digits(1 + next(20))}`,
    () => `${next(2) === 0 ? '-' : ''}${digits(1 + next(17))}.${digits(1 + next(9))}`,
    () => `${digits(3)}.${digits(2)}${next(2) === 0 ? '4' : '5'}${digits(next(4))}`,
    () => `${1990 + next(120)}-${pad(next(14))}-${pad(next(33))} ${pad(next(26))}:${pad(next(62))}:${pad(next(62))}`,
    () => `${1990 + next(120)}-${pad(1 + next(12))}-${pad(27 + next(6))}`,
    () => Array.from({ length: next(9) }, () => '01259-:. T+eE,x'[next(15)] ?? '').join(''),
  ];
  return Array.from({ length: count }, (_, i) => makers[i % makers.length]?.() ?? '');
}

const TEXTS = [...HOSTILE, ...randomTexts(3000)];

/** Text of the value as `parse` would write it. */
function canonicalSql(type: ColumnType, value: string): string {
  return type.kind === 'timestamp'
    ? `to_char(${value} at time zone $timezone::text, 'YYYY-MM-DD HH24:MI:SS')`
    : `(${value})::text`;
}

test.each(TYPES.map((type) => [`${type.kind} (${type.en})`, type] as const))(
  '%s: SQL and TypeScript accept the same texts and make the same values of them',
  async (_, type) => {
    const value = valueSql({ type, none: [] }, 't.text');
    const sql = `select ${canonicalSql(type, value)} as value, $timezone::text is null as z
from unnest($texts::text[]) with ordinality as t(text, place) order by place`;
    const { rows } = await database.pool.query<{ value: string | null }>(
      statement(sql, { texts: TEXTS, timezone: 'UTC' }),
    );
    const bySql = TEXTS.map((text, i) => [text, rows[i]?.value ?? null]);
    const byTypeScript = TEXTS.map((text) => {
      const found = parseValue({ type, none: [] }, text);
      return [text, found?.ok === true ? found.value : null];
    });
    expect(byTypeScript).toEqual(bySql);
    expect(bySql.filter(([, found]) => found !== null).length).toBeGreaterThan(1);
  },
);

test.each<[NoneValue[]]>([
  [['zero-id']],
  [['not-positive-id']],
  [['empty-text']],
  [['empty-text', 'zero-date']],
  [['empty-text', 'zero-date', 'far-date']],
])('%s: SQL and TypeScript take the same texts for nothing', async (none) => {
  const { rows } = await database.pool.query<{ none: boolean }>(
    statement(
      `select ${isNoneSql('t.text', none)} as none from unnest($texts::text[]) with ordinality as t(text, place) order by place`,
      { texts: TEXTS },
    ),
  );
  expect(TEXTS.filter((text) => isNone(text, none))).toEqual(TEXTS.filter((_, i) => rows[i]?.none));
});

test.each([
  ['48.199999999999996', '48.20'],
  ['2.675', '2.68'],
  ['-2.675', '-2.68'],
  ['-0.004', '0.00'],
  ['999999999999999.995', '1000000000000000.00'],
])('money %s is %s', (text, value) => {
  expect(moneyType.parse(text)).toEqual({ ok: true, value });
});

test.each(['NaN', 'Infinity', '12,50', '1e5', '', '9999999999999999'])('money %s is refused', (text) => {
  expect(moneyType.parse(text)).toEqual({ ok: false });
});

test('the guard for servers before PostgreSQL 16 judges as the one after', async () => {
  const migration = await readFile(new URL('../../src/database/migrations/0002-dwd.sql', import.meta.url), 'utf8');
  const [former = ''] =
    /create function etl_admin\.accepts\(candidate text, type_name text\) returns boolean language plpgsql[\s\S]*?\$body\$[\s\S]*?\$body\$/.exec(
      migration,
    ) ?? [];
  await database.pool.query(former.replace('etl_admin.accepts', 'etl_admin.accepts_formerly'));
  for (const type of ['timestamp', 'date']) {
    const { rows } = await database.pool.query<{ text: string }>(
      statement(
        `select t.text from unnest($texts::text[]) as t(text)
where etl_admin.accepts(t.text, $type::text) <> etl_admin.accepts_formerly(t.text, $type::text)`,
        { texts: TEXTS, type },
      ),
    );
    expect(rows).toEqual([]);
  }
});
