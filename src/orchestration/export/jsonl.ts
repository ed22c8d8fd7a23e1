import { plainType, type TableColumn } from '../../catalog/warehouse-table.ts';
import type { Cell, RowWriter, WriterOptions } from './format.ts';
import { isoInstant } from './iso-instant.ts';

/**
 * One JSON object a line. 64-bit integers and decimals are texts, because most readers would round them; JSON from upstream
 * stands as it is.
 */
export async function createJsonlWriter({ table, file }: WriterOptions): Promise<RowWriter> {
  const fields = table.columns.map((column) => {
    const name = `${JSON.stringify(column.name)}:`;
    const toJson = valueWriter(column);
    return (cell: Cell): string => name + (cell === null ? 'null' : toJson(cell));
  });
  const toLine = (row: readonly Cell[]): string => `{${row.map((cell, i) => fields[i]?.(cell) ?? '').join(',')}}\n`;
  return { marked: 0, write: (rows) => file.write(rows.map(toLine).join('')), end: async () => undefined };
}

function valueWriter(column: TableColumn): (cell: Exclude<Cell, null>) => string {
  switch (plainType(column)) {
    case 'jsonb':
      return String;
    case 'timestamptz':
      return (cell) => JSON.stringify(isoInstant(String(cell), 'T'));
    default:
      return (cell) => JSON.stringify(cell);
  }
}
