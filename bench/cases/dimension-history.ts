import { dimMember } from '../../src/catalog/dimensions/member.ts';
import type { HistoryOursJob } from '../contenders/history-ours.ts';
import type { RunSqlJob, SqlRun } from '../contenders/run-sql.ts';
import { changeMembers, fillMembers } from '../data/members.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { type ProcessCost, runNode } from '../lib/child.ts';
import { type ScratchServer, startScratchServer } from '../lib/scratch-server.ts';
import { shown } from '../lib/stats.ts';
import {
  changeSourceSql,
  DBT_SCHEMA,
  DIFFERENCE_SQL,
  FIRST_SNAPSHOT_SQL,
  LATER_SNAPSHOT_SQL,
  SOURCE_SQL,
} from './dbt-snapshot.ts';
import { type Contender, type Measurement, reportHistories, type Situation } from './dimension-report.ts';

const MEMBERS = { full: 100_000, quick: 10_000 };

/** Histories of members: ours against dbt's snapshot statement, strategy 'check'. */
export async function runDimensionHistory(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { options } = context;
  const members = options.quick ? MEMBERS.quick : MEMBERS.full;
  await using server = await startScratchServer(context.scratch);
  const measured: Measurement[] = [];
  for (let repetition = 1; repetition <= options.repetitions; repetition += 1) {
    measured.push(...(await tellStory(context, server, { members, repetition })));
  }
  if (options.keys > 0) measured.push(...(await tellStory(context, server, { members: options.keys, repetition: 1 })));
  const seconds = (performance.now() - startedAt) / 1000;
  return reportHistories({ measured, members, seconds, options, server });
}

/** From no member to a changed one in a hundred. */
async function tellStory(
  context: CaseContext,
  server: ScratchServer,
  { members, repetition }: { readonly members: number; readonly repetition: number },
): Promise<Measurement[]> {
  const measured: Measurement[] = [];
  const measure = async (contender: Contender, situation: Situation, writes: number): Promise<void> => {
    await server.run('checkpoint');
    const one = { contender, situation, members, repetition, ...(await runMeasured(server, contender, situation)) };
    if (one.rowsWritten !== writes)
      throw new Error(`${contender}, ${situation}: expected ${writes} rows written, got ${one.rowsWritten}`);
    measured.push(one);
    context.say(
      `  ${repetition}. ${shown(members)}, ${situation}, ${contender}: ${shown(one.ms)} ms, ${shown(one.walBytes / 1024)} kB WAL`,
    );
  };
  const both = repetition % 2 === 1 ? (['ours', 'dbt'] as const) : (['dbt', 'ours'] as const);
  const changed = members / 100;

  await fillMembers(server, members);
  await server.run(`truncate billiards.${dimMember.table}`);
  await server.run(`delete from etl_admin.etl_cursor`);
  await server.run(`drop table if exists ${DBT_SCHEMA}.snapshot`);
  await measure('ours', 'first fill', members);
  for (const sql of SOURCE_SQL) await server.run(sql);
  await measure('dbt', 'first fill', members);
  await settle(server);
  for (const contender of both) await measure(contender, 'nothing changed', 0);
  await changeMembers(server, 2);
  await server.run(changeSourceSql(2));
  await settle(server);
  for (const contender of both) await measure(contender, '1 % changed', changed * 2);
  await assertSameHistories(server);
  await server.run('update etl_admin.etl_cursor set declaration_hash = null');
  await measure('ours', 'all made anew', 0);
  return measured;
}

type Cost = Pick<Measurement, keyof ProcessCost | 'walBytes' | 'rowsWritten'>;

async function runMeasured(server: ScratchServer, contender: Contender, situation: Situation): Promise<Cost> {
  const walBefore = await server.walPosition();
  const cost = contender === 'ours' ? await runOurs(server.url) : await runDbt(server.url, situation);
  return { ...cost, walBytes: Number((await server.walPosition()) - walBefore) };
}

async function runOurs(url: string): Promise<Omit<Cost, 'walBytes'>> {
  const job: HistoryOursJob = { url };
  const { ms, cpuMs, rssMb, added, changed, removed } = await runNode<{
    readonly added: number;
    readonly changed: number;
    readonly removed: number;
  }>('history-ours.ts', job);
  return { ms, cpuMs, rssMb, rowsWritten: added + changed + removed };
}

async function runDbt(url: string, situation: Situation): Promise<Omit<Cost, 'walBytes'>> {
  const statements = situation === 'first fill' ? FIRST_SNAPSHOT_SQL : LATER_SNAPSHOT_SQL;
  const job: RunSqlJob = { url, statements };
  const { ms, cpuMs, rssMb, rowCounts } = await runNode<SqlRun>('run-sql.ts', job);
  // The staging table comes first and is not what is kept.
  const kept = situation === 'first fill' ? rowCounts : rowCounts.slice(1);
  return { ms, cpuMs, rssMb, rowsWritten: kept.reduce((sum, count) => sum + count, 0) };
}

async function settle(server: ScratchServer): Promise<void> {
  for (const table of [`billiards.${dimMember.table}`, `${DBT_SCHEMA}.snapshot`, `${DBT_SCHEMA}.source`])
    await server.run(`vacuum (analyze) ${table}`);
  await server.run(`vacuum (analyze) billiards_ods.${dimMember.source}`);
}

async function assertSameHistories(server: ScratchServer): Promise<void> {
  const [row] = await server.rows<{ differing: number }>(DIFFERENCE_SQL);
  if (row?.differing !== 0) throw new Error(`${row?.differing} versions differ between ours and the snapshot`);
}
