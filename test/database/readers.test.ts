import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test, vi } from 'vitest';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { connectClient, createPool } from '../../src/database/connection.ts';
import { ensureReaders, planReaders, type Reader } from '../../src/database/readers.ts';
import { warehouseReaders } from '../../src/loaders/schema/readers.ts';
import { ensureWarehouse } from '../../src/loaders/schema/warehouse.ts';
import { createTestDatabase, type TestDatabase, useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('readers');
const onCitus = (process.env['TEST_CITUS_DSN'] ?? '') !== '';
/** Roles belong to the whole server: these are of this file alone. */
const roles = new Set<string>();

function roleName(): string {
  const role = `t_bi_${randomBytes(4).toString('hex')}`;
  for (const suffix of ['', '_personal', '_dashboard', '_dashboard_personal']) roles.add(`${role}${suffix}`);
  return role;
}

const ROLE = roleName();
const READERS = warehouseReaders(ROLE, ENDPOINTS);

afterAll(async () => {
  for (const role of roles) await removeRole(database.url, role);
});

async function removeRole(url: string, role: string): Promise<void> {
  const client = await connectClient(url);
  try {
    const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
    if (rowCount === 0) return;
    await client.query(`drop owned by ${role}`);
    await client.query(`drop role ${role}`);
  } finally {
    await client.end();
  }
}

/** Logins of people, by the role they are members of. */
const people = new Map<string, Promise<string>>();

/** The database as a person of the role reaches it: the machines of a cluster connect to each other as that person. */
async function personOf(role: string): Promise<string> {
  const [username, password] = [`${role}_person`, randomBytes(8).toString('hex')];
  roles.add(username);
  await database.pool.query(`create role ${username} login password '${password}' in role ${role}`);
  return Object.assign(new URL(database.url), { username, password }).toString();
}

/** What a member of the role gets to see: the number of rows, or why not. */
async function readAs(role: string, sql: string): Promise<number | string> {
  const url = people.get(role) ?? personOf(role);
  people.set(role, url);
  const client = await connectClient(await url);
  try {
    return (await client.query(sql)).rows.length;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end();
  }
}

test('a plan tells what would be granted before there is a role, and granting it leaves nothing to do', async () => {
  const plan = await planReaders(database.pool, READERS);
  expect(plan.slice(0, 2)).toEqual([
    `create role ${ROLE} nologin`,
    expect.stringContaining(`comment on role ${ROLE} is 'feiqiu-etl: `),
  ]);
  expect(await ensureReaders(database.pool, READERS)).toEqual({ applied: expect.arrayContaining(plan), byHand: [] });
  expect(await planReaders(database.pool, READERS)).toEqual([]);
  expect(await ensureReaders(database.pool, READERS)).toEqual({ applied: [], byHand: [] });
});

test.each([
  ['a fact', 'select pay_amount, _load_id from billiards.fact_settlement'],
  ['a fact without personal data, whole', 'select * from billiards.fact_payment'],
  ['a dimension', 'select member_id, valid_from, is_current from billiards.dim_member'],
  ['a current view', 'select member_id, register_site_name from billiards.dim_member_current'],
  ['codes', 'select * from billiards.dim_enum limit 0'],
  ['the state of the marts', 'select * from billiards_dws.dws_day_status'],
])('analysts read %s', async (_, sql) => {
  expect(await readAs(ROLE, sql)).toBe(0);
  expect(await readAs(`${ROLE}_personal`, sql)).toBe(0);
});

test.each([
  ['a phone in a fact', 'select member_phone from billiards.fact_settlement', 'table fact_settlement'],
  ['a nickname in a dimension', 'select nickname from billiards.dim_member', 'table dim_member'],
  ['the same through the view', 'select nickname from billiards.dim_member_current', 'view dim_member_current'],
  ['all columns at once', 'select * from billiards.dim_member_current', 'view dim_member_current'],
  ['texts that were not understood, a birthday perhaps', 'select _raw from billiards.dim_member', 'table dim_member'],
  ['raw records', 'select payload from billiards_ods.member_profiles', 'schema billiards_ods'],
  ['raw records by their old name', 'select payload from billiards_ods.ods_member', 'schema billiards_ods'],
])('%s needs the second role', async (_, sql, refused) => {
  expect(await readAs(ROLE, sql)).toBe(`permission denied for ${refused}`);
  expect(await readAs(`${ROLE}_personal`, sql)).toBe(0);
});

test('neither role writes, and neither sees the bookkeeping', async () => {
  for (const role of [ROLE, `${ROLE}_personal`]) {
    expect(await readAs(role, 'delete from billiards.fact_payment')).toMatch(/^permission denied/);
    expect(await readAs(role, 'create table billiards.mine (id int)')).toMatch(/^permission denied/);
    expect(await readAs(role, 'select raw from etl_admin.etl_quarantine')).toMatch(/^permission denied/);
  }
});

test('no data table is forgotten', async () => {
  const { rows } = await database.pool.query<{ relation: string }>(
    `select format('%I.%I', n.nspname, c.relname) as relation from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('billiards', 'billiards_dws', 'billiards_ods') and c.relkind in ('r', 'p', 'v', 'm')
      and not has_table_privilege($1, c.oid, 'select') order by 1`,
    [`${ROLE}_personal`],
  );
  expect(rows).toEqual([]);
});

test('columns and views that an upgrade adds are granted after it', async () => {
  await database.pool.query('alter table billiards.fact_balance_change drop column remark');
  await database.pool.query('drop view billiards.dim_member_current');
  await database.pool.query('delete from etl_admin.etl_schema');
  await ensureWarehouse(database.pool, ENDPOINTS);
  const added = [
    'select remark from billiards.fact_balance_change',
    'select member_id from billiards.dim_member_current',
  ];
  for (const sql of added) expect(await readAs(ROLE, sql)).toMatch(/^permission denied/);
  await ensureReaders(database.pool, READERS);
  for (const sql of added) expect(await readAs(ROLE, sql)).toBe(0);
});

test('what was open and is personal now is taken back', async () => {
  const role = roleName();
  const reader = (columns: readonly string[] | null): Reader[] => [
    { role, comment: '', schemas: ['billiards'], grants: [{ relation: 'billiards.dim_table', columns }] },
  ];
  const both = 'select table_id, table_name from billiards.dim_table';
  await ensureReaders(database.pool, reader(null));
  expect(await readAs(role, both)).toBe(0);
  await ensureReaders(database.pool, reader(['table_id', 'table_name']));
  expect(await readAs(role, both)).toBe(0);
  expect(await readAs(role, 'select is_current from billiards.dim_table')).toMatch(/^permission denied/);
  await ensureReaders(database.pool, reader(['table_id']));
  expect(await readAs(role, both)).toMatch(/^permission denied/);
  expect(await readAs(role, 'select table_id from billiards.dim_table')).toBe(0);
});

test('databases of one server share the roles, and may start at the same moment', async () => {
  const readers = warehouseReaders(roleName(), ENDPOINTS);
  const others: TestDatabase[] = await Promise.all([1, 2, 3].map((n) => createTestDatabase(`readers_${n}`)));
  try {
    const pools = [...others, ...others].map((other) => other.pool);
    const outcomes = await Promise.all(pools.map((pool) => ensureReaders(pool, readers)));
    expect(outcomes.flatMap((outcome) => outcome.byHand)).toEqual([]);
    for (const pool of pools) expect(await planReaders(pool, readers)).toEqual([]);
  } finally {
    for (const other of others) await other.drop();
  }
});

test('a vacuum on the way is waited for, not crossed', async () => {
  const [first, second] = ['billiards.locked', 'billiards.cleaned'];
  const relations = [first, second];
  // A vacuum describes anew what it found: rows that nobody counted yet.
  await database.pool.query(`create table ${first} (site_id bigint);
    create table ${second} as select generate_series(1, 1000)::bigint as site_id`);
  const reader: Reader = {
    role: roleName(),
    comment: '',
    schemas: ['billiards'],
    grants: relations.map((relation) => ({ relation, columns: null })),
    limit: {
      setting: 'test.sites',
      tables: relations.map((relation) => ({ relation, column: 'site_id', hasSharedRows: false })),
    },
  };
  const [holder, cleaner] = [await connectClient(database.url), await connectClient(database.url)];
  try {
    await holder.query(`begin; lock table ${first} in access exclusive mode`);
    const ensured = ensureReaders(database.pool, [reader]);
    await vi.waitFor(async () => expect(await waitingFor(first)).toBe(1), 10_000);
    const vacuumed = cleaner.query(`vacuum ${second}`);
    await Promise.race([vacuumed, setTimeout(1_000)]);
    await holder.query('rollback');
    await vacuumed;
    expect((await ensured).byHand).toEqual([]);
  } finally {
    await holder.end();
    await cleaner.end();
    await database.pool.query(`drop table ${first}, ${second}`);
  }
});

/** How many sessions wait for a lock on a table. */
async function waitingFor(relation: string): Promise<number> {
  const sql = 'select pid from pg_locks where relation = $1::regclass and not granted';
  return (await database.pool.query(sql, [relation])).rows.length;
}

async function bookkeepingOf(one: TestDatabase): Promise<string[]> {
  const { rows } = await one.pool.query<{ name: string }>(
    `select format('etl_admin.%I', tablename) as name from pg_tables where schemaname = 'etl_admin'`,
  );
  return rows.map(({ name }) => name);
}

test.skipIf(onCitus)(
  'a login that may not create roles is told what an administrator has to run, and may grant then',
  async () => {
    const [owner, role] = [roleName(), roleName()];
    const password = randomBytes(8).toString('hex');
    const own = await createTestDatabase('readers_owner');
    try {
      await own.pool.query(`create role ${owner} login password '${password}';
      drop schema billiards, billiards_dws, billiards_ods cascade; delete from etl_admin.etl_schema;
      grant create on database ${own.name} to ${owner};
      grant usage on schema etl_admin to ${owner} with grant option`);
      for (const table of await bookkeepingOf(own)) await own.pool.query(`alter table ${table} owner to ${owner}`);
      const url = Object.assign(new URL(own.url), { username: owner, password });
      const pool = createPool({ url: url.toString(), max: 1, applicationName: 'test owner', pipeline: true });
      const readers = warehouseReaders(role, ENDPOINTS);
      try {
        await ensureWarehouse(pool, ENDPOINTS);
        const { applied, byHand } = await ensureReaders(pool, readers);
        expect(applied).toEqual([]);
        expect(byHand.filter((sql) => !sql.startsWith('comment'))).toEqual([
          `create role ${role} nologin`,
          `create role ${role}_personal nologin`,
          `create role ${role}_dashboard nologin`,
          `grant ${role}_dashboard to ${owner}`,
          `create role ${role}_dashboard_personal nologin`,
          `grant ${role}_dashboard_personal to ${owner}`,
        ]);
        const [grants, others] = [true, false].map((isGrant) =>
          byHand.filter((sql) => sql.startsWith('grant') === isGrant),
        );
        for (const sql of others ?? []) await own.pool.query(sql);
        // Somebody forgot the memberships: they alone are asked for, all else is granted.
        expect((await ensureReaders(pool, readers)).byHand).toEqual(grants);
        for (const sql of grants ?? []) await own.pool.query(sql);
        expect((await ensureReaders(pool, readers)).byHand).toEqual([]);
        expect(await planReaders(pool, readers)).toEqual([]);
      } finally {
        await pool.end();
      }
      await own.pool.query(`drop owned by ${owner}`);
    } finally {
      await own.drop();
    }
  },
);

test('a login that owns no table is told the grants that its owner has to run', async () => {
  const [guest, role] = [roleName(), roleName()];
  const password = randomBytes(8).toString('hex');
  await database.pool.query(`create role ${guest} login password '${password}'; create role ${role};
    grant usage on schema billiards to ${guest}`);
  const url = Object.assign(new URL(database.url), { username: guest, password });
  const pool = createPool({ url: url.toString(), max: 1, applicationName: 'test guest', pipeline: true });
  const grants = [{ relation: 'billiards.dim_table', columns: ['table_id'] }];
  try {
    expect(await ensureReaders(pool, [{ role, comment: '', schemas: ['billiards'], grants }])).toEqual({
      applied: [],
      byHand: [
        `grant usage on schema billiards to ${role}`,
        `grant select (table_id) on billiards.dim_table to ${role}`,
      ],
    });
  } finally {
    await pool.end();
  }
});

test('BI_ROLE=none makes no role', () => {
  expect(warehouseReaders('none', ENDPOINTS)).toEqual([]);
});
