import { DIMENSIONS } from '../../src/catalog/dimensions.ts';
import { dwdTable } from '../../src/catalog/dwd-table.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import type { TestDatabase } from './database.ts';

/** Every row of every typed table with all it says, by table; which load wrote it does not count. */
export async function dwdState({ pool }: Pick<TestDatabase, 'pool'>): Promise<Record<string, readonly string[]>> {
  const state: Record<string, readonly string[]> = {};
  for (const table of [...DIMENSIONS, ...FACTS].map(dwdTable)) {
    const sql = `select (to_jsonb(t) - '_load_id')::text as line from ${table} t order by 1`;
    const { rows } = await pool.query<{ line: string }>(sql);
    state[table] = rows.map((row) => row.line);
  }
  return state;
}
