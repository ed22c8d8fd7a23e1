import type { FoundColumn, FoundTable } from '../../api/catalog.ts';

/** A table made ready to be searched: every text of it in lower case. */
export interface SearchableTable {
  readonly table: FoundTable;
  readonly text: string;
  readonly columns: readonly { readonly column: FoundColumn; readonly text: string }[];
}

/** A table that was found, by itself or by some of its columns. */
export interface CatalogHit {
  readonly table: FoundTable;
  readonly columns: readonly FoundColumn[];
}

export function toSearchable(tables: readonly FoundTable[]): SearchableTable[] {
  return tables.map((table) => ({
    table,
    text: lower(table.name, table.zh, table.en),
    columns: table.columns.map((column) => ({
      column,
      text: lower(column.name, column.zh, column.en, ...column.paths),
    })),
  }));
}

const lower = (...texts: readonly string[]): string => texts.join('\n').toLowerCase();

/**
 * What a question of some words finds: every word stands in the name, a meaning or a field of upstream. A word may also
 * name the table, so that `payment amount` finds the amounts of payments. Tables found by themselves come first.
 */
export function searchCatalog(tables: readonly SearchableTable[], question: string): CatalogHit[] {
  const words = question
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const [byTable, byColumn]: [CatalogHit[], CatalogHit[]] = [[], []];
  for (const { table, text, columns } of tables) {
    const left = words.filter((word) => !text.includes(word));
    const own = left.length === 0 ? words : left;
    const found = columns.filter((one) => own.every((word) => one.text.includes(word))).map(({ column }) => column);
    if (left.length === 0) byTable.push({ table, columns: found });
    else if (found.length > 0) byColumn.push({ table, columns: found });
  }
  return [...byTable, ...byColumn];
}
