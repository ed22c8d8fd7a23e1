import type { LoadCountsTotal, LoadOursJob } from '../contenders/load-ours.ts';
import type { ProcessCost } from '../lib/child.ts';
import { runNode } from '../lib/child.ts';
import { runPython } from '../lib/python.ts';
import type { ScratchServer } from '../lib/scratch-server.ts';

export type Contender = 'ours' | 'copy' | 'psycopg2';
export const SITUATIONS = ['fresh', 'unchanged', 'one percent changed'] as const;
export type Situation = (typeof SITUATIONS)[number];

/** The table each contender loads; all three have the same columns, key, indexes and options. */
export const TABLES: Readonly<Record<Contender, string>> = {
  ours: 'billiards_ods.settlement_records',
  copy: 'bench_copy.settlement_records',
  psycopg2: 'bench_psycopg2.settlement_records',
};

/** One timed load. */
export interface Measurement extends ProcessCost {
  readonly contender: Contender;
  readonly situation: Situation;
  readonly repetition: number;
  readonly rows: number;
  readonly walBytes: number;
  /** Rows written in the contender's ODS table by any statement. */
  readonly tuplesWritten: number;
  readonly counts: Partial<LoadCountsTotal>;
}

/** Where the prepared data lies. */
export interface Prepared {
  readonly first: string;
  readonly changed: string;
  readonly copyFiles: readonly string[];
}

/** What one timed load is to do. */
export interface Task {
  readonly contender: Contender;
  readonly situation: Situation;
  readonly repetition: number;
}

const LATER_MS = 12 * 60 * 60 * 1000;

/** Brings the table into the state the situation begins with, then runs and measures the contender. */
export async function measureLoad(
  server: ScratchServer,
  prepared: Prepared,
  task: Task,
  profileTo: string | undefined,
): Promise<Measurement> {
  const table = TABLES[task.contender];
  await server.run(task.situation === 'fresh' ? emptySql(task.contender) : `vacuum (analyze) ${table}`);
  await server.run('checkpoint');
  const writtenBefore = await tuplesWritten(server, table);
  const walBefore = await server.walPosition();
  const result = await runContender(server.url, prepared, task, profileTo);
  const walBytes = Number((await server.walPosition()) - walBefore);
  await server.awaitQuiet();
  const written = (await tuplesWritten(server, table)) - writtenBefore;
  const { ms, rssMb, cpuMs, rows, ...counts } = result;
  return { ...task, ms, rssMb, cpuMs, rows, counts, walBytes, tuplesWritten: written };
}

type LoadResult = ProcessCost & { readonly rows: number } & Partial<LoadCountsTotal>;

function runContender(
  url: string,
  prepared: Prepared,
  { contender, situation }: Task,
  profileTo: string | undefined,
): Promise<LoadResult> {
  const archive = situation === 'one percent changed' ? prepared.changed : prepared.first;
  switch (contender) {
    case 'ours': {
      const job: LoadOursJob = { url, archive, laterByMs: situation === 'unchanged' ? LATER_MS : 0 };
      return runNode('load-ours.ts', job, { profileTo });
    }
    case 'copy':
      return runNode('load-copy.ts', { url, table: TABLES.copy, files: prepared.copyFiles });
    case 'psycopg2':
      return runPython({ url, archive, table: TABLES.psycopg2 });
  }
}

/** Ours also forgets its ledger: a walk seen before would be a replay, not a first load. */
function emptySql(contender: Contender): string {
  const table = TABLES[contender];
  if (contender !== 'ours') return `truncate ${table}`;
  const admin = ['etl_window', 'etl_load_counter', 'etl_quarantine', 'etl_drift'].map((name) => `etl_admin.${name}`);
  return `truncate ${[table, `${table}_history`, ...admin].join(', ')}`;
}

async function tuplesWritten(server: ScratchServer, table: string): Promise<number> {
  const [row] = await server.rows<{ written: string }>(
    `select pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid) as written
from pg_class where oid = '${table}'::regclass`,
  );
  return Number(row?.written ?? 0);
}
