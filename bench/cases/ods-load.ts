import { join } from 'node:path';
import { buildOdsDdl } from '../../src/loaders/ods/ddl.ts';
import { changedAmong, ENDPOINT } from '../data/settlements.ts';
import { writeArchive, writeCopyFiles } from '../data/write-archive.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { type ProcessCost, runNode } from '../lib/child.ts';
import { windowRecordsOf } from '../lib/options.ts';
import { findPythonPeer } from '../lib/python.ts';
import { type ScratchServer, startScratchServer } from '../lib/scratch-server.ts';
import { shown } from '../lib/stats.ts';
import {
  type Contender,
  type Measurement,
  measureLoad,
  type Prepared,
  SITUATIONS,
  TABLES,
  type Task,
} from './ods-measure.ts';
import { reportLoads } from './ods-report.ts';

/** Archive to ODS: ours against COPY of the same bytes (the limit) and against psycopg2 (the peer). */
export async function runOdsLoad(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const peer = await findPythonPeer();
  const hasPeer = !('missing' in peer);
  if (!hasPeer) context.say(`*** THE PEER IS NOT MEASURED: there is no ${peer.missing} ***`);
  await using server = await startScratchServer(context.scratch);
  await makeTables(server);
  const prepared = await prepare(context);
  const reads: (ProcessCost & { rows: number })[] = [];
  const loads: Measurement[] = [];
  for (let repetition = 1; repetition <= context.options.repetitions; repetition += 1) {
    reads.push(await runNode('read-archive.ts', { archive: prepared.first }));
    for (const task of tasksOf(repetition, hasPeer)) {
      const load = await measureLoad(server, prepared, task, context.profileTo);
      assertDidItsWork(load, context.options.records);
      loads.push(load);
      context.say(`  ${describe(load)}`);
    }
    if (repetition === 1) await assertSameContent(server, hasPeer);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  return reportLoads({ loads, reads, seconds, options: context.options, server, peer: hasPeer ? peer : null });
}

/** Every contender takes each place in the order equally often, as far as the repetitions allow. */
function tasksOf(repetition: number, hasPeer: boolean): Task[] {
  return SITUATIONS.flatMap((situation) => {
    const all: Contender[] = situation === 'fresh' ? ['ours', 'copy', 'psycopg2'] : ['ours', 'psycopg2'];
    const present = all.filter((contender) => contender !== 'psycopg2' || hasPeer);
    const first = (repetition - 1) % present.length;
    const turned = [...present.slice(first), ...present.slice(0, first)];
    return turned.map((contender) => ({ contender, situation, repetition }));
  });
}

/** The tables of the others come from our own DDL, so that they cannot differ. */
async function makeTables(server: ScratchServer): Promise<void> {
  const ours = buildOdsDdl([ENDPOINT]).filter(({ object }) => object.startsWith('billiards_ods.settlement_records'));
  for (const schema of ['bench_copy', 'bench_psycopg2']) {
    await server.run(`create schema ${schema}`);
    for (const { sql } of ours) await server.run(sql.replaceAll('billiards_ods.', `${schema}.`));
  }
}

async function prepare({ options, scratch, say }: CaseContext): Promise<Prepared> {
  const { records } = options;
  const windowRecords = windowRecordsOf(options.quick);
  say(`writing ${shown(records)} records twice as archives and once as COPY files`);
  const first = join(scratch, 'first');
  const changed = join(scratch, 'changed');
  const bytes = await writeArchive(first, { version: 'first', records, windowRecords });
  await writeArchive(changed, { version: 'one-percent-changed', records, windowRecords });
  const copyFiles = await writeCopyFiles(join(scratch, 'copy'), { version: 'first', records, windowRecords });
  say(`  ${shown(bytes / records)} bytes a record before compression`);
  return { first, changed, copyFiles };
}

/** A contender that loads less would win; each must report exactly what its situation holds. */
function assertDidItsWork({ contender, situation, rows, counts }: Measurement, records: number): void {
  const changed = situation === 'one percent changed' ? changedAmong(records) : 0;
  const fresh = situation === 'fresh';
  const expected = { new: fresh ? records : 0, changed, unchanged: fresh ? 0 : records - changed };
  const wrong =
    rows !== records ||
    (contender !== 'copy' &&
      (counts.new !== expected.new || counts.changed !== changed || counts.unchanged !== expected.unchanged));
  if (!wrong) return;
  throw new Error(
    `${contender}, ${situation}: expected ${records} rows and ${JSON.stringify(expected)}, got ${rows} and ${JSON.stringify(counts)}`,
  );
}

/** Ours and the peer must hold the same payloads after the same changes. */
async function assertSameContent(server: ScratchServer, hasPeer: boolean): Promise<void> {
  if (!hasPeer) return;
  // Compared as numbers compare: the peer's floats turn 12.10 into 12.1, which is one of the reasons not to load so.
  const [row] = await server.rows<{ differing: number }>(
    `select count(*)::int as differing from ${TABLES.ours} o full join ${TABLES.psycopg2} p using (site_id, source_id)
where o.payload is distinct from p.payload`,
  );
  if (row?.differing !== 0) throw new Error(`${row?.differing} payloads differ between ours and the peer`);
}

function describe({ contender, situation, repetition, rows, ms, walBytes, rssMb, tuplesWritten }: Measurement): string {
  const rate = shown((rows / ms) * 1000);
  return `${repetition}. ${situation}, ${contender}: ${rate} rows/s, ${shown(walBytes / rows)} B WAL/row, ${shown(rssMb)} MB, ${shown(tuplesWritten)} tuples`;
}
