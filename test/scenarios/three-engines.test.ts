import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { md5Hex } from '../../src/base/digest.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { odsTables, TYPED_TABLES } from '../../src/catalog/warehouse.ts';
import { type Client, connectClient } from '../../src/database/connection.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { type Engine, engines } from '../harness/engines.ts';
import { runEtl } from '../harness/etl-process.ts';
import { OPENING, Scene } from '../harness/scenario.ts';
import { readStoresAt } from './true-days.ts';

/** Rows, and what all of them say, by table. */
type Content = Readonly<Record<string, string>>;

/** Columns that name the run or the moment it wrote at: two runs never share them, on one engine or on two. */
const OF_THE_RUN = /^(run_id|since|published_at)$/;

const TABLES = [...odsTables(ENDPOINTS), ...TYPED_TABLES].filter(({ kind }) => kind === 'table');

let scene: Scene;
let folder: string;
let expected: Content;

/** Three stores with bad data, read on three days: records change, go and come late, members get histories. */
beforeAll(async () => {
  const hall = createHalls({ seed: 11, storeCount: 3, openingDate: OPENING, visitsPerDay: 15 });
  scene = await Scene.open({ hall, misbehave: 'M-LATE-EDIT=0.3;hours:20,hostile=payment_transactions' });
  folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-engines-'));
  // The account of the installed server has to get to its data.
  await chmod(folder, 0o755);
  for (const at of ['2026-01-02 09:00:00', '2026-01-03 09:00:00', '2026-01-05 09:00:00']) {
    for await (const _ of readStoresAt(scene, at, OPENING)) continue;
  }
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await scene[Symbol.asyncDispose]();
});

/** The archive of the scene, loaded by the program into an empty database of an engine. */
async function loadInto(engine: Engine): Promise<Content> {
  await using database = await engine.open(folder);
  const { API_BASE: _base, API_TOKEN: _token, PG_DSN: _dsn, ...common } = scene.environment;
  const environment = { ...common, ...database.environment };
  for (const args of [
    ['init', ...engine.init],
    ['replay', scene.archive, '--quiet'],
  ]) {
    const { code, stdout, stderr } = await runEtl(args, environment);
    // 4: some checks do not hold, as is to be expected of what the hall sent.
    if (code !== 0 && code !== 4)
      throw new Error(`${engine.name}: ${args.join(' ')} ended with ${code}\n${stderr}${stdout}`);
  }
  const client = await connectClient(database.url);
  try {
    return await contentOf(client);
  } finally {
    await client.end();
  }
}

async function contentOf(client: Client): Promise<Content> {
  await client.query("set timezone = 'UTC'");
  const content: Record<string, string> = {};
  for (const { name, columns } of TABLES) {
    const left = columns.map((column) => column.name).filter((column) => OF_THE_RUN.test(column));
    const { rows } = await client.query<{ line: string }>(
      `select (to_jsonb(t) - $1::text[])::text as line from ${name} t`,
      [left],
    );
    const lines = rows.map(({ line }) => line).toSorted();
    content[name] = `${lines.length} rows ${md5Hex(lines.join('\n'))}`;
  }
  return content;
}

describe('the same answers make the same tables, to the byte', () => {
  const [first, ...others] = engines();
  if (first === undefined) throw new Error('no engine');

  test(`on ${first.name}`, async () => {
    expected = await loadInto(first);
    // Not every endpoint has records that change.
    const empty = Object.entries(expected).filter(
      ([table, content]) => content.startsWith('0 rows') && !table.endsWith('_history'),
    );
    expect(empty.map(([table]) => table)).toEqual([]);
  }, 120_000);

  for (const engine of others) {
    const title =
      engine.missing === null ? `and on ${engine.name}` : `and on ${engine.name}: skipped, ${engine.missing}`;
    test.skipIf(engine.missing !== null)(
      title,
      async () => {
        expect(await loadInto(engine)).toEqual(expected);
      },
      180_000,
    );
  }
});
