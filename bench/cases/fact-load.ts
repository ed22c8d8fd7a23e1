import { factSettlement } from '../../src/catalog/facts/settlement.ts';
import { buildFactDdl } from '../../src/loaders/facts/ddl.ts';
import { fillOds } from '../data/fill-ods.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { type ScratchServer, startScratchServer } from '../lib/scratch-server.ts';
import { shown } from '../lib/stats.ts';
import { type Contender, type Measurement, measureFactLoad, type Situation, TABLES } from './fact-measure.ts';
import { reportFactLoads } from './fact-report.ts';

/** The filled table has this many times the records asked for, the empty one half of them: a million if nothing is asked. */
const SIZE = { full: 5, quick: 1 };

/** What is measured, and who takes part. */
export type Measured = readonly (readonly [Situation, readonly Contender[]])[];

/** ODS to a fact: ours against row-wise conversion (the peer) and one unguarded INSERT … SELECT (the limit). */
export async function runFactLoad(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { options, say } = context;
  const whole = options.records * (options.quick ? SIZE.quick : SIZE.full);
  const half = whole / 2;
  await using server = await startScratchServer(context.scratch);
  await makeTables(server);
  say(`putting ${shown(half)} settlements into ODS`);
  const first = await fillOds(server.url, { from: 0, to: half, after: 0 });
  const loads = await measureAll(context, server, halfSituations(half, first));
  await assertSameRows(server);
  await server.run(`truncate ${TABLES.limit}`);
  say(`putting ${shown(whole - half)} more settlements into ODS`);
  const most = await fillOds(server.url, { from: half, to: whole * 0.99, after: first });
  const nearlyAll = await fillOds(server.url, { from: whole * 0.99, to: whole * 0.999, after: most });
  const all = await fillOds(server.url, { from: whole * 0.999, to: whole, after: nearlyAll });
  await catchUp(context, server, { total: whole, fresh: whole - half, loaded: first });
  loads.push(...(await measureAll(context, server, wholeSituations(whole, { most, nearlyAll, all }))));
  const seconds = (performance.now() - startedAt) / 1000;
  return reportFactLoads({ loads, half, whole, seconds, options, server });
}

function halfSituations(total: number, loaded: number): Measured {
  const base = { total, fresh: 0, loaded, anew: false };
  return [
    [{ ...base, name: 'empty table', fresh: total, loaded: 0 }, ['ours', 'rowwise', 'limit']],
    [{ ...base, name: 'all read again, nothing changed', anew: true }, ['ours', 'rowwise']],
  ];
}

function wholeSituations(
  total: number,
  { most, nearlyAll, all }: { readonly most: number; readonly nearlyAll: number; readonly all: number },
): Measured {
  const base = { total, fresh: 0, loaded: all, anew: false };
  return [
    [{ ...base, name: 'nothing new' }, ['ours', 'rowwise']],
    [{ ...base, name: '0.1 % new', fresh: total * 0.001, loaded: nearlyAll }, ['ours', 'rowwise']],
    [{ ...base, name: '1 % new', fresh: total * 0.01, loaded: most }, ['ours', 'rowwise']],
    [{ ...base, name: '1 % new, all read', fresh: total * 0.01, loaded: most, anew: true }, ['ours', 'rowwise']],
  ];
}

/** The contenders take turns; each takes each place in the order equally often, as far as the repetitions allow. */
async function measureAll(context: CaseContext, server: ScratchServer, measured: Measured): Promise<Measurement[]> {
  await server.run(`vacuum (analyze) billiards_ods.${factSettlement.source}`);
  const loads: Measurement[] = [];
  for (let repetition = 1; repetition <= context.options.repetitions; repetition += 1) {
    for (const [situation, contenders] of measured) {
      const first = (repetition - 1) % contenders.length;
      for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
        const load = await measureFactLoad(server, { contender, situation, repetition }, context.profileTo);
        loads.push(load);
        context.say(`  ${describe(load)}`);
      }
    }
  }
  return loads;
}

/** Loads what the half of the records left out, not timed: the situations to come start from there. */
async function catchUp(
  { say }: CaseContext,
  server: ScratchServer,
  left: Pick<Situation, 'total' | 'fresh' | 'loaded'>,
): Promise<void> {
  say('bringing both tables up to date');
  const situation = { name: 'catching up', ...left, anew: false };
  for (const contender of ['ours', 'rowwise'] as const) {
    await measureFactLoad(server, { contender, situation, repetition: 0 }, undefined);
  }
}

/** The tables of the others come from our own DDL, so that they cannot differ. */
async function makeTables(server: ScratchServer): Promise<void> {
  const ours = buildFactDdl([factSettlement]).filter(({ object }) => object.startsWith(TABLES.ours));
  for (const schema of ['bench_rowwise', 'bench_limit']) {
    await server.run(`create schema ${schema}`);
    for (const { sql } of ours) await server.run(sql.replaceAll('billiards.fact_', `${schema}.fact_`));
  }
}

/** All three must have made the same of the same records. */
async function assertSameRows(server: ScratchServer): Promise<void> {
  const names = [...factSettlement.columns.map((column) => column.name), 'business_date', 'is_deleted', '_source_id'];
  const ofAlias = (alias: string): string => names.map((name) => `${alias}.${name}`).join(', ');
  for (const other of [TABLES.rowwise, TABLES.limit]) {
    const [row] = await server.rows<{ differing: number }>(
      `select count(*)::int as differing from ${TABLES.ours} o full join ${other} p using (site_id, order_settle_id)
where (${ofAlias('o')}) is distinct from (${ofAlias('p')})`,
    );
    if (row?.differing !== 0) throw new Error(`${row?.differing} rows differ between ours and ${other}`);
  }
}

function describe({ contender, situation, repetition, seen, ms, walBytes, rssMb }: Measurement): string {
  return `${repetition}. ${situation.name}, ${contender}: ${shown(ms)} ms for ${shown(seen)} records, ${shown(walBytes / 1024)} kB WAL, ${shown(rssMb)} MB`;
}
