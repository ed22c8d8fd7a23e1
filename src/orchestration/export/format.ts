import type { DurableFile } from '../../files/durable-file.ts';
import type { ExportedTable } from './select-tables.ts';

export const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type ExportFormat = (typeof FORMATS)[number];

/** A value as the driver gives it: 64-bit integers, decimals, times and JSON as text. */
export type Cell = string | number | boolean | null;
export type Row = readonly Cell[];

/** Writes rows into a file in one format. */
export interface RowWriter {
  write(rows: readonly Row[]): Promise<void>;
  /** Writes what is left; the file is not committed by it. */
  end(): Promise<void>;
  /** Texts that were marked, so that no spreadsheet takes them for a formula. */
  readonly marked: number;
}

export interface WriterOptions {
  readonly table: ExportedTable;
  readonly file: DurableFile;
  /** CSV: write for a spreadsheet that rounds long numbers. */
  readonly excel: boolean;
  /** CSV: leave texts alone that look like formulas. */
  readonly allowFormulas: boolean;
}

/** Loads the code of a format only when it is asked for. */
export async function createRowWriter(format: ExportFormat, options: WriterOptions): Promise<RowWriter> {
  switch (format) {
    case 'csv':
      return (await import('./csv.ts')).createCsvWriter(options);
    case 'jsonl':
      return (await import('./jsonl.ts')).createJsonlWriter(options);
    case 'parquet':
      return (await import('./parquet.ts')).createParquetWriter(options);
  }
}
