import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { plainType, type TableColumn } from '../../catalog/warehouse-table.ts';
import type { Cell, RowWriter, WriterOptions } from './format.ts';

/** Rows are gathered up to these bounds, written as a group and forgotten; more would take memory and save next to no bytes. */
const GROUP_ROWS = 50_000;
const GROUP_CHARACTERS = 3_000_000;
/** Most digits of a decimal that 64 bits hold. */
const INT64_DIGITS = 18;

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

/** How the values of a column are kept. */
interface ParquetColumn {
  readonly element: SchemaElement;
  readonly toValue: (cell: Exclude<Cell, null>) => unknown;
}

/**
 * Parquet with decimals as DECIMAL, ids as INT64, instants as TIMESTAMP in UTC and JSON as text. Only ratios, which have no
 * scale of their own, become the nearest DOUBLE.
 */
export async function createParquetWriter({ table, file }: WriterOptions): Promise<RowWriter> {
  const columns = table.columns.map(toParquetColumn);
  const bytes = new ByteWriter();
  const flush = async (): Promise<void> => {
    const piece = new Uint8Array(bytes.buffer.slice(0, bytes.index));
    bytes.index = 0;
    await file.write(piece);
  };
  const schema: SchemaElement[] = [
    { name: 'root', num_children: columns.length },
    ...columns.map((one) => one.element),
  ];
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'feiqiu-etl' });
  // Values as they are written, a list a column: texts of rows that are kept for a while cost more than the values.
  let group = columns.map(toEmptyColumn);
  let [rows, characters] = [0, 0];
  const writeGroup = async (): Promise<void> => {
    if (rows === 0) return;
    await writer.write({ columnData: group, rowGroupSize: rows });
    await flush();
    group = columns.map(toEmptyColumn);
    [rows, characters] = [0, 0];
  };
  return {
    marked: 0,
    write: async (batch) => {
      for (const row of batch) {
        for (const [i, { toValue }] of columns.entries()) {
          const cell = row[i] ?? null;
          group[i]?.data.push(cell === null ? null : toValue(cell));
          characters += typeof cell === 'string' ? cell.length : 8;
        }
        rows += 1;
        if (rows >= GROUP_ROWS || characters >= GROUP_CHARACTERS) await writeGroup();
      }
    },
    end: async () => {
      await writeGroup();
      await writer.finish();
      await flush();
    },
  };
}

const toEmptyColumn = ({ element }: ParquetColumn): { readonly name: string; readonly data: unknown[] } => ({
  name: element.name,
  data: [],
});

function toParquetColumn(column: TableColumn): ParquetColumn {
  const type = plainType(column);
  const of = (element: Omit<SchemaElement, 'name'>, toValue: ParquetColumn['toValue']): ParquetColumn => ({
    element: { name: column.name, repetition_type: 'OPTIONAL', ...element },
    toValue,
  });
  const decimal = /^numeric\((\d+),(\d+)\)$/.exec(type);
  if (decimal !== null) return of(decimalElement(Number(decimal[1]), Number(decimal[2])), toUnscaled);
  switch (type) {
    case 'bigint':
      return of({ type: 'INT64' }, (cell) => BigInt(cell));
    case 'integer':
    case 'smallint':
      return of({ type: 'INT32' }, (cell) => cell);
    case 'numeric':
      return of({ type: 'DOUBLE' }, Number);
    case 'boolean':
      return of({ type: 'BOOLEAN' }, (cell) => cell);
    case 'date':
      return of({ type: 'INT32', converted_type: 'DATE' }, (cell) => cell);
    case 'timestamptz':
      return of({ type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' } }, (cell) =>
        BigInt(cell),
      );
    default:
      return of({ type: 'BYTE_ARRAY', converted_type: 'UTF8' }, String);
  }
}

/** Decimals that do not fit into 64 bits are kept as bytes, as many as their digits need. */
function decimalElement(precision: number, scale: number): Omit<SchemaElement, 'name'> {
  const shape = { converted_type: 'DECIMAL', precision, scale } as const;
  if (precision <= INT64_DIGITS) return { type: 'INT64', ...shape };
  const length = Math.ceil((precision * Math.log2(10) + 1) / 8);
  return { type: 'FIXED_LEN_BYTE_ARRAY', type_length: length, ...shape };
}

/** `12.30` → 1230n: PostgreSQL writes every digit of the scale. */
const toUnscaled = (cell: Exclude<Cell, null>): bigint => BigInt(String(cell).replace('.', ''));
