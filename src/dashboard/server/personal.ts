import type { Check } from '../../catalog/check.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { buildLineage } from '../../catalog/lineage.ts';
import { isPersonal } from '../../catalog/personal-data.ts';
import { TYPED_TABLES } from '../../catalog/warehouse.ts';

const PERSONAL_COLUMNS: ReadonlySet<string> = new Set(
  TYPED_TABLES.flatMap(({ columns }) => columns.filter(({ personal }) => personal === true).map(({ name }) => name)),
);

/** Where personal columns come from: a corrected contract may call such a field anything. */
export function personalPaths(endpoints: readonly Endpoint[]): ReadonlySet<string> {
  const entries = buildLineage(endpoints).filter(({ column }) => PERSONAL_COLUMNS.has(column));
  return new Set(entries.flatMap(({ from }) => from.flatMap(({ paths }) => paths)));
}

/** Whether a column of a typed table, or a field of a record, tells who a person is. */
export function isPersonalName(name: string, paths: ReadonlySet<string>): boolean {
  return PERSONAL_COLUMNS.has(name) || paths.has(name) || isPersonal(name);
}

/** Columns of the bookkeeping that hold values of any field. */
const ANY_VALUE: ReadonlySet<string> = new Set(['bad_value', 'sample', 'raw']);

/** Whether the violations of a check may show personal data: its query names a column, or a field, that holds some. */
export function showsPersonalData({ sql }: Pick<Check, 'sql'>): boolean {
  const names = sql.match(/[A-Za-z_]\w*/g) ?? [];
  return names.some(
    (name) => name !== 'payload' && (PERSONAL_COLUMNS.has(name) || isPersonal(name) || ANY_VALUE.has(name)),
  );
}
