import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DIMENSIONS } from '../../src/catalog/dimensions.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { MARTS } from '../../src/catalog/marts.ts';
import { assertStoresApart } from '../../src/dashboard/server/assert-apart.ts';
import { assertCitus, citusVersion, planPlacement } from '../../src/database/citus.ts';
import { statement } from '../../src/database/statement.ts';
import { buildVersionsSql } from '../../src/loaders/dimensions/versions-sql.ts';
import { factMerge } from '../../src/loaders/facts/fact-merge-sql.ts';
import { rebuildSql } from '../../src/loaders/marts/rebuild-sql.ts';
import { warehousePlacement } from '../../src/loaders/schema/distribute.ts';
import { mergeHistorySql } from '../../src/scd/history-sql.ts';
import { rebuildHistorySql } from '../../src/scd/rebuild-sql.ts';
import { everyKeySql, roundsSql } from '../../src/scd/rounds-sql.ts';
import { useTestDatabase } from '../harness/database.ts';
import { runEtl } from '../harness/etl-process.ts';
import { SITE, ZONE } from '../harness/walks.ts';

const database = useTestDatabase('citus');
const onCitus = (process.env['TEST_CITUS_DSN'] ?? '') !== '';

const VALUES = {
  siteId: SITE,
  timezone: ZONE,
  after: '0',
  upTo: '9',
  ruleStarts: ['-infinity'],
  ruleHours: [8],
  ruleZones: [ZONE],
  ruleEnds: [null],
  keys: ['1'],
  from: '-infinity',
  limit: 5,
  dates: ['2026-01-01'],
  starts: ['2026-01-01T00:00:00Z'],
  ends: ['2026-01-02T00:00:00Z'],
  open: [false],
  asOf: '2026-01-02',
  members: ['1'],
};

/** How the real text is run, with the values of one store. */
async function planOf(sql: string): Promise<string> {
  const { text, values } = statement(sql, VALUES);
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>({ text: `explain ${text}`, values });
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test.skipIf(onCitus)('a single PostgreSQL is refused with what to do', async () => {
  expect(await citusVersion(database.pool)).toBeNull();
  await expect(assertCitus(database.pool, 'here')).rejects.toThrow(
    /here has no extension citus.*CREATE EXTENSION citus/,
  );
});

test.skipIf(onCitus)('a single PostgreSQL keeps stores apart, so the dashboard is served', async () => {
  await expect(assertStoresApart(database.pool, ENDPOINTS)).resolves.toBeUndefined();
});

describe.skipIf(!onCitus)('on a cluster (set TEST_CITUS_DSN to run these)', () => {
  test('every data table is distributed by store in one group, or everywhere; a second look finds nothing to do', async () => {
    const placement = warehousePlacement(ENDPOINTS);
    const { rows } = await database.pool.query<{ by: string | null; groups: number; tables: number }>(
      `select partkey is not null as by, count(distinct colocationid)::int as groups, count(*)::int as tables from pg_dist_partition group by 1 order by 1`,
    );
    expect(rows).toEqual([
      { by: false, groups: 1, tables: placement.tables.filter(({ by }) => by === null).length },
      { by: true, groups: 1, tables: placement.tables.filter(({ by }) => by !== null).length },
    ]);
    expect(await planPlacement(database.pool, placement)).toEqual([]);
  });

  test.each(MARTS.filter((mart) => mart.kind === 'table'))(
    '$table is computed by one task, where the store is',
    async (mart) => {
      const plan = await planOf(rebuildSql(mart));
      expect(plan).toContain('Task Count: 1');
      expect(plan).not.toMatch(/Distributed Subplan|repartition/i);
    },
  );

  test.each(FACTS)('$table is typed and compared by one task, where the store is', async (fact) => {
    const documented = endpointOfTable(fact.source);
    const context = { documented, corrected: documented, spellings: new Map() };
    const plan = await planOf(factMerge(fact, context, 'apart').whole);
    expect(plan).toContain('Task Count: 1');
    expect(plan).not.toMatch(/Distributed Subplan|repartition/i);
  });

  test.each(DIMENSIONS)('the history of $table is found by one task, where the store is', async (dimension) => {
    const asMet = { dimension, namesOf: (path: string) => [path] };
    const seen = buildVersionsSql(asMet, endpointOfTable(dimension.source));
    const rounds = [seen.touchedSql, everyKeySql(dimension, seen.touchedSql)].map((sql) => roundsSql(dimension, sql));
    for (const sql of [...rounds, mergeHistorySql(dimension, seen), rebuildHistorySql(dimension, seen)]) {
      const plan = await planOf(sql);
      expect(plan).toContain('Task Count: 1');
      expect(plan).not.toMatch(/Distributed Subplan|repartition/i);
    }
  });

  test('the dashboard is refused: on the shards no policy is restrictive, so a limit to some stores would not hold', async () => {
    const { pool } = database;
    const table = 'billiards.dim_table';
    await pool.query(`create policy t_limit on ${table} as restrictive using (false)`);
    const kinds = `select distinct result from run_command_on_shards($1,
      $$ select case when polpermissive then 'permissive' else 'restrictive' end from pg_policy
        where polrelid = '%1$s'::regclass and polname = 't_limit' $$)`;
    const { rows } = await pool.query<{ result: string }>(kinds, [table]);
    await pool.query(`drop policy t_limit on ${table}`);
    // When this fails, Citus has learned it: try the dashboard again (test/dashboard/stores-apart.test.ts).
    expect(rows).toEqual([{ result: 'permissive' }]);
    await expect(assertStoresApart(pool, ENDPOINTS)).rejects.toThrow(/does not keep stores apart.*one PostgreSQL/);
    const folder = await mkdtemp(join(tmpdir(), 'feiqiu-cluster-'));
    const env = { PG_DSN: database.url, DATA_ROOT: folder, LOG_ROOT: folder, EXPORT_ROOT: folder };
    const { code, stdout, stderr } = await runEtl(['serve', '--port', '0'], env);
    await rm(folder, { recursive: true });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('the database does not keep stores apart');
  }, 30_000);
});
