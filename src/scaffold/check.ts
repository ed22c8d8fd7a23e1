import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { CheckFamily } from '../catalog/check.ts';
import { CHECKS } from '../catalog/checks.ts';
import { STORED_MARTS } from '../catalog/marts.ts';
import type { Change } from './change.ts';
import { factNamed } from './mart.ts';
import { quoted, toKebab, toSnake } from './names.ts';

/** What `scaffold check` is told. */
export interface CheckWishes {
  readonly id: string;
  readonly family: string;
  readonly fact?: string | undefined;
  readonly mart?: string | undefined;
}

/** Families a check of one's own can be of: the invariants are those of the contract, one by one. */
const FAMILIES = [
  'law',
  'completeness',
  'structure',
  'relation',
  'code',
  'scd2',
  'freshness',
  'volume',
  'drift',
  'reconciliation',
] as const satisfies readonly CheckFamily[];

/** The largest value that is still believed, in the unit of the column. */
const LARGEST = 1_000_000;

/** The table a check looks at. */
interface Subject {
  readonly qualified: string;
  readonly zh: string;
  readonly key: readonly string[];
  /** Column whose size the check judges. */
  readonly column: string;
  readonly where: string;
  /** Fact whose task fills it, or mart. */
  readonly fact: string | null;
  readonly mart: string | null;
}

/** A check with a rule to start from, its registry line, and a test that breaks the rule. */
export function checkChanges({ id, family, fact, mart }: CheckWishes): Change[] {
  assertId(id);
  if (!FAMILIES.some((one) => one === family)) {
    throw new ConfigError(
      'UNKNOWN_FAMILY',
      `--family ${JSON.stringify(family)} is none for a check of your own.${didYouMean(family, FAMILIES)} Families: ${FAMILIES.join(', ')}`,
    );
  }
  const subject = subjectOf(fact, mart);
  const name = toSnake(id);
  const file = toKebab(name);
  const list = `${name.toUpperCase()}_CHECKS`;
  return [
    { kind: 'new', file: `src/catalog/checks/${file}.ts`, text: renderCheck({ id, family, list, subject }) },
    {
      kind: 'entry',
      file: 'src/catalog/checks.ts',
      list: 'CHECKS',
      entry: `...${list}`,
      importLine: `import { ${list} } from './checks/${file}.ts';`,
    },
    { kind: 'new', file: `test/quality/${file}.test.ts`, text: renderTest({ file, list, subject }) },
  ];
}

function assertId(id: string): void {
  if (!/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$/.test(id)) {
    throw new ConfigError('BAD_NAME', `${JSON.stringify(id)} is no id of a check: write it as in house.free_play`);
  }
  if (CHECKS.some((check) => check.id === id)) {
    throw new ConfigError('FILE_EXISTS', `there is a check ${id}; choose another id`);
  }
}

function subjectOf(fact: string | undefined, mart: string | undefined): Subject {
  if ((fact === undefined) === (mart === undefined)) {
    throw new ConfigError('BAD_OPTIONS', 'a check looks at one table: give either --fact TABLE or --mart TABLE');
  }
  return fact === undefined ? martSubject(mart ?? '') : factSubject(fact);
}

function factSubject(name: string): Subject {
  const fact = factNamed(name);
  const column = fact.columns.find(({ type }) => ['money', 'count', 'duration', 'decimal'].includes(type.kind));
  if (column === undefined) throw noNumber(fact.table);
  const { table, zh, key } = fact;
  return {
    qualified: `billiards.${table}`,
    zh,
    key,
    column: column.name,
    where: 'not t.is_deleted and ',
    fact: table,
    mart: null,
  };
}

function martSubject(name: string): Subject {
  const marts = STORED_MARTS.filter(({ key }) => key.includes('business_date'));
  const mart = marts.find(({ table }) => table === name || table === `dws_${name}`);
  const names = marts.map(({ table }) => table);
  if (mart === undefined) {
    throw new ConfigError(
      'UNKNOWN_TABLE',
      `no mart with a business day is called ${JSON.stringify(name)}.${didYouMean(name, names)} Marts: ${names.join(', ')}`,
    );
  }
  const column = mart.columns.find(({ kind }) => kind === 'money' || kind === 'count');
  if (column === undefined) throw noNumber(mart.table);
  const { table, zh, key } = mart;
  return { qualified: `billiards_dws.${table}`, zh, key, column: column.name, where: '', fact: null, mart: table };
}

function noNumber(table: string): ConfigError {
  return new ConfigError(
    'UNKNOWN_COLUMN',
    `${table} has no number to judge; write the check by hand (docs/extending.md)`,
  );
}

interface CheckParts {
  readonly id: string;
  readonly family: string;
  readonly list: string;
  readonly subject: Subject;
}

function renderCheck({ id, family, list, subject }: CheckParts): string {
  const { qualified, zh, key, column, where } = subject;
  const entry = `concat_ws('/', ${key.map((name) => `t.${name}`).join(', ')})`;
  return `import { type Check, defineCheck } from '../check.ts';

/** ${zh}: a rule to start from; put yours in its place. */
export const ${list}: readonly Check[] = [
  defineCheck({
    id: '${id}',
    family: '${family}',
    zh: ${quoted(`${zh}的 ${column} 不超过 ${LARGEST}`)},
    en: '${column} of ${qualified} is not above ${LARGEST}',
    severity: 'warn',
    openDay: 'judged',
    owner: 'operations',
    reads: ['${qualified}'],
    sql: \`select t.business_date, ${entry}, t.${column}::text, 'at most ${LARGEST}'
from days d
join ${qualified} t on t.site_id = $siteId::bigint and t.business_date = d.business_date
where ${where}t.${column} > ${LARGEST}\`,
    fix: { zh: '核对该记录的数值', en: 'compare the value with what upstream shows' },
  }),
];
`;
}

function renderTest({
  file,
  list,
  subject,
}: {
  readonly file: string;
  readonly list: string;
  readonly subject: Subject;
}): string {
  const { qualified, column, fact, mart } = subject;
  const loaded =
    fact === null ? `'DWD_*,DWS_PUBLISH', 'billiards_dws.${mart}'` : `taskOfFact('${fact}'), '${qualified}'`;
  return `import { expect, test } from 'vitest';
import { ${list} } from '../../src/catalog/checks/${file}.ts';
import { ${fact === null ? 'useJudge' : 'taskOfFact, useJudge'} } from '../harness/judge.ts';

const judge = useJudge(${loaded});

test('the check is quiet on good days', async () => {
  expect(await judge(${list})).toEqual([]);
});

test('the check finds the row that breaks the rule', async () => {
  const row = 'select ctid from ${qualified} order by ctid limit 1';
  const found = await judge(${list}, \`update ${qualified} set ${column} = ${LARGEST + 1} where ctid = (\${row})\`);
  expect(found).toMatchObject([{ status: 'WARN', violations: 1 }]);
});
`;
}
