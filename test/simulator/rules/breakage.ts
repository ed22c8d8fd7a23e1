import { Cents, type ExactJson, type ExactRecord } from '../../../src/simulator/hall-source.ts';
import { type Dataset, rowsOf, stepsOfAlias, tableOfAlias } from './dataset.ts';
import { checkRule, compileFor } from './evaluate.ts';
import { type Formula, parseFormula, pathsOf } from './formula.ts';

/** One field of one row with another value. */
export interface Breakage {
  readonly table: string;
  readonly field: string;
  readonly data: Dataset;
}

const ROWS_TRIED = 400;
const ROWS_SPREAD = 25;

/** Copies of the data with one field the rule reads spoilt, one after the other. */
export function* breakagesOf(text: string, data: Dataset): Generator<Breakage> {
  const formula = parseFormula(text);
  for (const [alias, steps] of fieldsOf(formula)) {
    const table = tableOfAlias(alias);
    const full = stepsOfAlias(alias, steps);
    for (const place of placesToSpoil(formula, alias, data)) {
      const row = rowsOf(data, table)[place];
      const other = rowsOf(data, table)[place + 1] ?? rowsOf(data, table)[0];
      if (row === undefined) continue;
      for (const spoilt of spoiltRows(row, full, other))
        yield withRow(data, { table, field: full.join('.') }, place, spoilt);
    }
  }
}

/** The first broken copy on which the rule fails, or undefined when it never does. */
export function findDetected(text: string, data: Dataset): Breakage | undefined {
  for (const breakage of breakagesOf(text, data)) {
    if (checkRule(text, breakage.data).broken.length > 0) return breakage;
  }
  return undefined;
}

function fieldsOf(formula: Formula): (readonly [string, readonly string[]])[] {
  const paths = pathsOf(formula.rule);
  const unique = new Map(paths.map(([alias, steps]) => [`${alias}.${steps.join('.')}`, [alias, steps] as const]));
  return [...unique.values()];
}

/** Rows the rule is about come first; of other tables, a spread of rows, as which one matters is not known. */
function placesToSpoil(formula: Formula, alias: string, data: Dataset): number[] {
  const rows = rowsOf(data, tableOfAlias(alias));
  const places = [...rows.keys()];
  if (alias !== formula.alias) {
    const step = Math.max(1, Math.floor(rows.length / ROWS_TRIED));
    return places.filter((place) => place % step === 0).slice(0, ROWS_SPREAD);
  }
  if (formula.where === null) return places.slice(0, ROWS_SPREAD);
  const applies = compileFor(data, alias, formula.where);
  return places.filter((place) => applies({ [alias]: rows[place] as ExactRecord }) === true).slice(0, ROWS_SPREAD);
}

function withRow(data: Dataset, where: Omit<Breakage, 'data'>, place: number, row: ExactRecord): Breakage {
  const { table } = where;
  const rows = rowsOf(data, table).map((each, index) => (index === place ? row : each));
  return { ...where, data: { ...data, tables: new Map([...data.tables, [table, rows]]) } };
}

function spoiltRows(row: ExactRecord, steps: readonly string[], other: ExactRecord | undefined): ExactRecord[] {
  const spoilt = wrongValues(read(row, steps)).map((value) => write(row, steps, value));
  const borrowed = other === undefined ? undefined : read(other, steps);
  return borrowed === undefined ? spoilt : [...spoilt, write(row, steps, borrowed)];
}

function wrongValues(value: ExactJson | undefined): ExactJson[] {
  if (value instanceof Cents) return [100, 1_000_000, -1_000_000].map((change) => new Cents(value.value + change));
  if (typeof value === 'number') return [value + 1, value + 100_000, value - 100_000];
  if (typeof value === 'bigint') return [value + 1n];
  if (typeof value === 'string') return ['2019-01-01 00:00:00', '2099-01-01 00:00:00'];
  return value === null ? ['not null'] : [];
}

function read(row: ExactRecord, steps: readonly string[]): ExactJson | undefined {
  let current: ExactJson | undefined = row;
  for (const step of steps) {
    if (current === null || typeof current !== 'object' || current instanceof Cents) return undefined;
    current = (current as Record<string, ExactJson>)[step.replace('[]', '')];
    if (step.endsWith('[]')) current = (current as readonly ExactJson[] | undefined)?.[0];
  }
  return current;
}

/** A copy of the row with the value at the path (of the first element, where the path steps into a list). */
function write(row: ExactRecord, [step = '', ...rest]: readonly string[], value: ExactJson): ExactRecord {
  const name = step.replace('[]', '');
  const old = row[name];
  if (step.endsWith('[]')) {
    const [first, ...others] = (old ?? []) as readonly ExactRecord[];
    return first === undefined ? row : { ...row, [name]: [write(first, rest, value), ...others] };
  }
  if (rest.length === 0) return { ...row, [name]: value };
  return old === null || old === undefined ? row : { ...row, [name]: write(old as ExactRecord, rest, value) };
}
