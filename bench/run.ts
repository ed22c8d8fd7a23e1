import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/base/clock.ts';
import { runApiToRaw } from './cases/api-to-raw.ts';
import { runDashboard } from './cases/dashboard.ts';
import { runDimensionHistory } from './cases/dimension-history.ts';
import { runEmbeddedOrServer } from './cases/embedded-or-server.ts';
import { runExtraction } from './cases/extraction.ts';
import { runExtractionWeek } from './cases/extraction-week.ts';
import { runFactLoad } from './cases/fact-load.ts';
import { runGrowth } from './cases/growth.ts';
import { runIndexes } from './cases/indexes.ts';
import { runMartRefresh } from './cases/mart-refresh.ts';
import { runOdsLoad } from './cases/ods-load.ts';
import { runQueue } from './cases/queue.ts';
import { runScale } from './cases/scale.ts';
import { runSizing } from './cases/sizing.ts';
import { runStartup } from './cases/startup.ts';
import type { CaseContext, CaseResult } from './lib/case-result.ts';
import { describeMachine } from './lib/machine.ts';
import { type BenchOptions, type CaseName, HELP, parseOptions } from './lib/options.ts';
import { type Report, renderCase, resultsFolder, writeDocument, writeJson } from './lib/report.ts';

const CASES: Readonly<Record<CaseName, (context: CaseContext) => Promise<CaseResult>>> = {
  extraction: runExtraction,
  'extraction-week': runExtractionWeek,
  'ods-load': runOdsLoad,
  'fact-load': runFactLoad,
  'dimension-history': runDimensionHistory,
  'mart-refresh': runMartRefresh,
  'api-to-raw': runApiToRaw,
  'embedded-or-server': runEmbeddedOrServer,
  growth: runGrowth,
  startup: runStartup,
  dashboard: runDashboard,
  sizing: runSizing,
  indexes: runIndexes,
  scale: runScale,
  queue: runQueue,
};

const options = parseOptions(process.argv.slice(2));
if (options === null) process.stdout.write(HELP);
else process.exitCode = (await bench(options)) ? 0 : 1;

/** Runs the cases one after the other; true when every goal was met. */
async function bench(chosen: BenchOptions): Promise<boolean> {
  const measuredAt = systemClock.now().toISOString();
  const machine = await describeMachine();
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const profileTo = chosen.profile ? await resultsFolder() : undefined;
  const cases: CaseResult[] = [];
  for (const name of chosen.cases) {
    say(`== ${name}`);
    // Of its own, so that no case begins with what another left in the database.
    const scratch = await mkdtemp(join(chosen.scratch ?? tmpdir(), 'feiqiu-bench-'));
    try {
      cases.push(await CASES[name]({ options: chosen, scratch, profileTo, say }));
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  }
  const report: Report = { measuredAt, machine, cases };
  for (const result of cases) process.stdout.write(`${renderCase(result, report)}\n\n`);
  say(`written: ${await writeJson(report)}`);
  // Published numbers come from whole runs on a clean profile only.
  if (!chosen.quick && !chosen.profile) await writeDocument(report);
  const missed = cases.flatMap(({ name, goals }) => goals.filter(({ met }) => !met).map((goal) => ({ name, ...goal })));
  for (const { name, text, measured } of missed) say(`MISSED: ${name}: ${text}, measured ${measured}`);
  return missed.length === 0;
}
