import type { FactOursJob } from '../contenders/fact-ours.ts';
import type { FactRowwiseJob } from '../contenders/fact-rowwise.ts';
import type { RunSqlJob, SqlRun } from '../contenders/run-sql.ts';
import { type ProcessCost, runNode } from '../lib/child.ts';
import type { ScratchServer } from '../lib/scratch-server.ts';
import { limitSql } from './fact-limit.ts';

export type Contender = 'ours' | 'rowwise' | 'limit';

/** The table each contender fills; all three are made by the same DDL. */
export const TABLES: Readonly<Record<Contender, string>> = {
  ours: 'billiards.fact_settlement',
  rowwise: 'bench_rowwise.fact_settlement',
  limit: 'bench_limit.fact_settlement',
};

/** What a load begins with and is asked to do. */
export interface Situation {
  readonly name: string;
  /** Records in ODS. */
  readonly total: number;
  /** Of them new since the last load; all of them where the table is empty. */
  readonly fresh: number;
  /** Last load the table has followed up. */
  readonly loaded: number;
  /** Reads every record again, whatever the table has followed up. */
  readonly anew: boolean;
}

/** One timed load. */
export interface Measurement extends ProcessCost {
  readonly contender: Contender;
  readonly situation: Situation;
  readonly repetition: number;
  /** Records read. */
  readonly seen: number;
  /** Rows written in the fact table by any statement. */
  readonly tuplesWritten: number;
  readonly walBytes: number;
}

/** Brings the table of the contender into the state the situation begins with, then runs and measures it. */
export async function measureFactLoad(
  server: ScratchServer,
  task: Pick<Measurement, 'contender' | 'situation' | 'repetition'>,
  profileTo: string | undefined,
): Promise<Measurement> {
  const { contender, situation } = task;
  const table = TABLES[contender];
  await prepare(server, contender, situation);
  await server.run('checkpoint');
  const writtenBefore = await tuplesWritten(server, table);
  const walBefore = await server.walPosition();
  const { seen, ms, rssMb, cpuMs } = await runContender(server.url, contender, situation, profileTo);
  const walBytes = Number((await server.walPosition()) - walBefore);
  await server.awaitQuiet();
  const written = (await tuplesWritten(server, table)) - writtenBefore;
  const one = { ...task, ms, rssMb, cpuMs, seen, walBytes, tuplesWritten: written };
  assertDidItsWork(one);
  return one;
}

async function prepare(server: ScratchServer, contender: Contender, situation: Situation): Promise<void> {
  const table = TABLES[contender];
  if (situation.loaded === 0) await server.run(`truncate ${table}`);
  else await server.run(`delete from ${table} where _load_id > ${situation.loaded}`);
  if (contender === 'ours') {
    await server.run('truncate etl_admin.etl_dirty_day');
    const hash = situation.anew ? ', declaration_hash = null' : '';
    await server.run(`update etl_admin.etl_cursor set id_cursor = ${situation.loaded}${hash}`);
  }
  if (situation.loaded > 0) await server.run(`vacuum (analyze) ${table}`);
  // What was deleted here must not be counted later as the contender's work.
  await server.run('select pg_stat_force_next_flush()');
}

async function runContender(
  url: string,
  contender: Contender,
  { anew, loaded, total }: Situation,
  profileTo: string | undefined,
): Promise<ProcessCost & { readonly seen: number }> {
  switch (contender) {
    case 'ours': {
      const job: FactOursJob = { url };
      return runNode('fact-ours.ts', job, { profileTo });
    }
    case 'rowwise': {
      const job: FactRowwiseJob = { url, table: TABLES.rowwise, after: anew ? 0 : loaded };
      return runNode('fact-rowwise.ts', job);
    }
    case 'limit': {
      const job: RunSqlJob = { url, statements: [limitSql(TABLES.limit)] };
      return { ...(await runNode<SqlRun>('run-sql.ts', job)), seen: total };
    }
  }
}

/** A contender that loads less would win; each must have read and written exactly what its situation holds. */
function assertDidItsWork({ contender, situation, seen, tuplesWritten: written }: Measurement): void {
  const expected = situation.anew ? situation.total : situation.fresh;
  if (seen === expected && written === situation.fresh) return;
  throw new Error(
    `${contender}, ${situation.name}: expected ${expected} records read and ${situation.fresh} rows written, got ${seen} and ${written}`,
  );
}

async function tuplesWritten(server: ScratchServer, table: string): Promise<number> {
  const [row] = await server.rows<{ written: string }>(
    `select pg_stat_get_tuples_inserted(oid) + pg_stat_get_tuples_updated(oid) + pg_stat_get_tuples_deleted(oid) as written
from pg_class where oid = '${table}'::regclass`,
  );
  return Number(row?.written ?? 0);
}
