import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import { expect, test } from 'vitest';
import type { TableColumn } from '../../catalog/warehouse-table.ts';
import { DurableFile } from '../../files/durable-file.ts';
import { createParquetWriter } from './parquet.ts';

const TEXT = 'x'.repeat(1_000);
const COLUMNS: readonly TableColumn[] = [
  { name: 'number', type: 'bigint', zh: '', en: '' },
  { name: 'text', type: 'text', zh: '', en: '' },
];
const TABLE = {
  table: {
    name: 't',
    kind: 'table',
    grain: { zh: '', en: '' },
    key: ['number'],
    sources: [],
    columns: COLUMNS,
    zh: '',
    en: '',
  },
  columns: COLUMNS,
  name: 't',
  siteColumn: null,
  leftOut: [],
  days: null,
} as const;

test('rows leave memory as they come, whatever their number: a group has some megabytes of text', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-parquet-'));
  try {
    const target = path.join(folder, 't.parquet');
    await using file = await DurableFile.create(target);
    const writer = await createParquetWriter({ table: TABLE, file, excel: false, allowFormulas: false });
    for (let at = 0; at < 10_000; at += 1_000) {
      await writer.write(Array.from({ length: 1_000 }, (_, i) => [String(at + i), `${at + i} ${TEXT}`]));
    }
    await writer.end();
    await file.commit();
    const { num_rows: rows, row_groups: groups } = await parquetMetadataAsync(await asyncBufferFromFile(target));
    expect(rows).toBe(10_000n);
    expect(groups.length).toBeGreaterThan(2);
    expect(groups.filter((group) => group.total_byte_size > 4_000_000n)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
