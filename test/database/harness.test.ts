import { expect, test } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('harness');

test('a test file gets a migrated database of its own on a real server', async () => {
  const { rows } = await database.pool.query(
    'select current_database() as name, count(*) from etl_admin.etl_migration',
  );
  expect(rows).toEqual([{ name: database.name, count: expect.stringMatching(/^[1-9]/) }]);
});
