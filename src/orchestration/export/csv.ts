import { CSV_LINE_END, CSV_MARK, csvField, disarmFormula, looksLikeFormula } from '../../base/csv.ts';
import { plainType, type TableColumn } from '../../catalog/warehouse-table.ts';
import type { Cell, RowWriter, WriterOptions } from './format.ts';
import { isoInstant } from './iso-instant.ts';

/** Numbers that Excel would round to 15 digits, and digits whose leading zeros it would drop. */
const SPOILT_NUMBER = /^(?:\d{16,}|0\d+)$/;

/**
 * RFC 4180: CRLF, quotes doubled. NULL is nothing, an empty text `""`. A text that looks like a formula gets an apostrophe in
 * front, and is counted. For Excel long digits are written `="…"` and times without their zone.
 */
export async function createCsvWriter({ table, file, excel, allowFormulas }: WriterOptions): Promise<RowWriter> {
  let marked = 0;
  const guard = (text: string): string => {
    if (allowFormulas || !looksLikeFormula(text)) return text;
    marked += 1;
    return disarmFormula(text);
  };
  const cells = table.columns.map((column) => cellWriter(column, { excel, guard }));
  await file.write(CSV_MARK + table.columns.map(({ name }) => csvField(name)).join(',') + CSV_LINE_END);
  return {
    get marked() {
      return marked;
    },
    write: (rows) =>
      file.write(rows.map((row) => row.map((cell, i) => cells[i]?.(cell) ?? '').join(',') + CSV_LINE_END).join('')),
    end: async () => undefined,
  };
}

interface CellStyle {
  readonly excel: boolean;
  readonly guard: (text: string) => string;
}

function cellWriter(column: TableColumn, { excel, guard }: CellStyle): (cell: Cell) => string {
  const exact = (text: string): string => (excel && SPOILT_NUMBER.test(text) ? `"=""${text}"""` : csvField(text));
  const toText = {
    text: (text: string) => (excel && SPOILT_NUMBER.test(text) ? exact(text) : csvField(guard(text))),
    bigint: exact,
    timestamptz: (text: string) => (excel ? text.replace(/[+-]\d\d(?::\d\d)?$/, '') : isoInstant(text, ' ')),
  }[plainType(column)];
  return (cell) => (cell === null ? '' : (toText ?? csvField)(String(cell)));
}
