import { plainType, type TableColumn } from '../../catalog/warehouse-table.ts';
import type { Cell, RowWriter, WriterOptions } from './format.ts';
import { isoInstant } from './iso-instant.ts';

/** Without it Excel takes UTF-8 for the code page of the machine. */
const BYTE_ORDER_MARK = '\uFEFF';
const LINE_END = '\r\n';

/** What a spreadsheet would run instead of show. */
const FORMULA = /^[=+\-@\t\r]/;
/** Numbers that Excel would round to 15 digits, and digits whose leading zeros it would drop. */
const SPOILT_NUMBER = /^(?:\d{16,}|0\d+)$/;

/**
 * RFC 4180: CRLF, quotes doubled. NULL is nothing, an empty text `""`. A text that looks like a formula gets an apostrophe in
 * front, and is counted. For Excel long digits are written `="…"` and times without their zone.
 */
export async function createCsvWriter({ table, file, excel, allowFormulas }: WriterOptions): Promise<RowWriter> {
  let marked = 0;
  const guard = (text: string): string => {
    if (allowFormulas || !FORMULA.test(text)) return text;
    marked += 1;
    return `'${text}`;
  };
  const cells = table.columns.map((column) => cellWriter(column, { excel, guard }));
  await file.write(BYTE_ORDER_MARK + table.columns.map(({ name }) => quote(name)).join(',') + LINE_END);
  return {
    get marked() {
      return marked;
    },
    write: (rows) =>
      file.write(rows.map((row) => row.map((cell, i) => cells[i]?.(cell) ?? '').join(',') + LINE_END).join('')),
    end: async () => undefined,
  };
}

interface CellStyle {
  readonly excel: boolean;
  readonly guard: (text: string) => string;
}

function cellWriter(column: TableColumn, { excel, guard }: CellStyle): (cell: Cell) => string {
  const exact = (text: string): string => (excel && SPOILT_NUMBER.test(text) ? `"=""${text}"""` : quote(text));
  const toText = {
    text: (text: string) => (excel && SPOILT_NUMBER.test(text) ? exact(text) : quote(guard(text))),
    bigint: exact,
    timestamptz: (text: string) => (excel ? text.replace(/[+-]\d\d(?::\d\d)?$/, '') : isoInstant(text, ' ')),
  }[plainType(column)];
  return (cell) => (cell === null ? '' : (toText ?? quote)(String(cell)));
}

function quote(text: string): string {
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
