import { beforeAll, expect, it } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { runEtl } from '../harness/etl-process.ts';

const database = useTestDatabase('reading');

beforeAll(() => database.pool.query('drop schema etl_admin cascade'));

it.each(['runs', 'runs show 1a2b', 'backfill list', 'users list', 'quarantine list', 'quarantine show 1'])(
  '%s only looks: of a database without tables it says so, and makes none',
  async (command) => {
    const { code, stderr } = await runEtl(command.split(' '), { PG_DSN: database.url });
    expect([code, stderr]).toEqual([2, expect.stringContaining('"feiqiu-etl init" makes them')]);
    const { rows } = await database.pool.query(`select to_regnamespace('etl_admin')::text as made`);
    expect(rows).toEqual([{ made: null }]);
  },
);
