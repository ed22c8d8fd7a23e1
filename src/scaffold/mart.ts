import { ConfigError } from '../base/errors.ts';
import { splitNames } from '../base/name-list.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { Column } from '../catalog/column.ts';
import type { Fact } from '../catalog/fact.ts';
import { FACTS } from '../catalog/facts.ts';
import type { MartColumnKind } from '../catalog/mart.ts';
import type { Change } from './change.ts';
import { quoted, toCamel, toKebab, toSnake, toWords } from './names.ts';

/** What `scaffold mart` is told. */
export interface MartWishes {
  readonly name: string;
  readonly fromFact: string;
  /** `day` and columns of the fact, comma separated. */
  readonly grain: string;
  /** Columns to add up; all amounts (four at most) unless given. */
  readonly measures?: string | undefined;
}

/** A column of a fact in the mart. */
interface Taken {
  readonly column: Column;
  readonly kind: MartColumnKind;
}

const GRAIN_KINDS: Readonly<Record<string, MartColumnKind>> = {
  id: 'id',
  code: 'code',
  text: 'text',
  boolean: 'boolean',
};
const SUM_KINDS: Readonly<Record<string, MartColumnKind>> = {
  money: 'money',
  count: 'count',
  decimal: 'quantity',
  duration: 'seconds',
};
/** What stands for nothing in a key, which holds no NULL. */
const NOTHING: Partial<Record<MartColumnKind, string>> = { id: '0', code: '0', text: "''", boolean: 'false' };
const MAX_USUAL_MEASURES = 4;

/** Declaration, query, registry line and test of a mart that adds a fact up by day. */
export function martChanges(wishes: MartWishes): Change[] {
  const snake = tableName(wishes.name);
  const file = toKebab(snake);
  const fact = factNamed(wishes.fromFact);
  const grain = columnsNamed(
    fact,
    splitNames(wishes.grain).filter((name) => name !== 'day'),
    GRAIN_KINDS,
    '--grain',
  );
  const measures = measuresOf(fact, wishes.measures);
  const parts = { snake, fact, grain, measures };
  return [
    { kind: 'new', file: `src/catalog/marts/${file}.ts`, text: renderMart(parts) },
    { kind: 'new', file: `src/catalog/marts/${file}.sql`, text: renderSql(parts) },
    {
      kind: 'entry',
      file: 'src/catalog/marts.ts',
      list: 'MARTS',
      entry: toCamel(snake),
      importLine: `import { ${toCamel(snake)} } from './marts/${file}.ts';`,
    },
    { kind: 'new', file: `test/loaders/${file}.test.ts`, text: renderTest(parts) },
  ];
}

interface MartParts {
  readonly snake: string;
  readonly fact: Fact;
  readonly grain: readonly Taken[];
  readonly measures: readonly Taken[];
}

function tableName(name: string): string {
  const snake = toSnake(name).replace(/^dws_/, '');
  if (/^[a-z][a-z0-9_]{2,40}$/.test(snake)) return snake;
  throw new ConfigError('BAD_NAME', `${JSON.stringify(name)} is no name for a mart: write one as in entries-by-day`);
}

/** The fact of a name; an unknown one is told with the nearest. */
export function factNamed(name: string): Fact {
  const facts = FACTS.filter(({ businessTime, lines }) => businessTime !== null && lines === null);
  const names = facts.map(({ table }) => table);
  const found = facts.find(({ table }) => table === name || table === `fact_${name}`);
  if (found !== undefined) return found;
  throw new ConfigError(
    'UNKNOWN_TABLE',
    `no fact with a business day is called ${JSON.stringify(name)}.${didYouMean(name, names)} Facts: ${names.join(', ')}`,
  );
}

function measuresOf(fact: Fact, stated: string | undefined): Taken[] {
  const usual = fact.columns.filter(({ type }) => type.kind === 'money').slice(0, MAX_USUAL_MEASURES);
  const names = stated === undefined ? usual.map(({ name }) => name) : splitNames(stated);
  return columnsNamed(fact, names, SUM_KINDS, '--measure');
}

function columnsNamed(
  fact: Fact,
  names: readonly string[],
  kinds: Readonly<Record<string, MartColumnKind>>,
  flag: string,
): Taken[] {
  const fit = fact.columns.filter(({ type }) => type.kind in kinds);
  return names.map((name) => {
    const column = fit.find((one) => one.name === name);
    const kind = column === undefined ? undefined : kinds[column.type.kind];
    if (column !== undefined && kind !== undefined) return { column, kind };
    const known = fit.map((one) => one.name);
    throw new ConfigError(
      'UNKNOWN_COLUMN',
      `${flag} takes columns of ${fact.table}, and ${JSON.stringify(name)} is none that fits.${didYouMean(name, known)} These do: ${known.join(', ')}`,
    );
  });
}

function renderMart({ snake, fact, grain, measures }: MartParts): string {
  const words = toWords(snake);
  const by = grain.map(({ column }) => column.zh).join('、');
  const byEn = grain.map(({ column }) => column.name).join(', ');
  const line = ({ column: { name, zh, en, type }, kind }: Taken): string => {
    const codes = kind === 'code' && type.codes !== undefined ? `, { codes: ${quoted(type.codes)} }` : '';
    return `column.${kind}(${quoted(name)}, ${quoted(zh)}, ${quoted(en)}${codes}),`;
  };
  return `import { BUSINESS_DATE, column, defineMart } from '../mart.ts';

/** ${fact.zh}: ${words.toLowerCase()}. */
export const ${toCamel(snake)} = defineMart({
  table: 'dws_${snake}',
  zh: ${quoted(`${fact.zh}日汇总`)},
  en: ${quoted(words)},
  grain: {
    zh: ${quoted(`一行=一个营业日${by === '' ? '' : `、一个${by}`}`)},
    en: ${quoted(`one row = one business day${byEn === '' ? '' : ` and ${byEn}`}`)},
  },
  key: [${['business_date', ...grain.map(({ column }) => column.name)].map(quoted).join(', ')}],
  inputs: ['${fact.table}'],
  spread: 'day',
  columns: [
    BUSINESS_DATE,
    ${grain.map(line).join('\n')}
    column.count('row_count', '行数', 'rows added up'),
    ${measures.map(line).join('\n')}
  ],
});
`;
}

/** Rows that are gone or marked deleted do not count. */
const counted = (fact: Fact): string =>
  fact.columns.some(({ name }) => name === 'is_flagged_deleted')
    ? 'not f.is_deleted and f.is_flagged_deleted is not true'
    : 'not f.is_deleted';

function renderSql({ fact, grain, measures }: MartParts): string {
  const shown = grain.map(({ column: { name, required }, kind }) =>
    required ? `f.${name}` : `coalesce(f.${name}, ${NOTHING[kind]}) as ${name}`,
  );
  const sums = measures.map(({ column: { name } }) => `  coalesce(sum(f.${name}), 0) as ${name}`);
  const places = ['business_date', ...grain].map((_, i) => i + 1).join(', ');
  return `-- Rows of ${fact.table} by business day, added up.
select ${['f.business_date', ...shown].join(', ')},
${['  count(*) as row_count', ...sums].join(',\n')}
from days d
join billiards.${fact.table} f on f.site_id = $siteId::bigint and f.business_date = d.business_date
where ${counted(fact)}
group by ${places}
`;
}

function renderTest({ snake, fact, measures }: MartParts): string {
  const mart = toCamel(snake);
  const sums = measures.map(({ column }) => quoted(column.name)).join(', ');
  return `import { expect, test } from 'vitest';
import { ${mart} } from '../../src/catalog/marts/${toKebab(snake)}.ts';
import { useMart } from '../harness/mart-load.ts';

const loaded = useMart(${mart}, '${fact.table}');

test('the mart adds up what the fact holds', async () => {
  const where = ${quoted(counted(fact))};
  const sums = await loaded.sums('row_count', [${sums}]);
  expect(Number(sums['row_count'])).toBeGreaterThan(0);
  expect(sums).toEqual(await loaded.factSums('row_count', [${sums}], where));
});
`;
}
