import { join } from 'node:path';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { startSimulator } from '../../src/simulator/start-simulator.ts';
import type { ExtractWeekJob } from '../contenders/extract-week.ts';
import type { WeekJob, WeekRead } from '../data/week.ts';
import { WEEK_ENDPOINTS } from '../data/week.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { type ProcessCost, runNode } from '../lib/child.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';

const LATENCY_MS = 80;
const VISITS = 140;
const WINDOW = { from: '2025-01-01 08:00:00', to: '2025-01-08 08:00:00' };
/** API_PAGE_CONCURRENCY as it is shipped. */
const IN_FLIGHT = 8;
/** TASK_CONCURRENCY as it is shipped. */
const TASKS = 8;
/** Of the requests in flight: how much of them must come out as speed. */
const GOAL_SHARE = { full: 0.75, quick: 0.4 };
const MAX_RSS_MB = 300;

const CONTENDERS = ['ours', 'sequential'] as const;
type Contender = (typeof CONTENDERS)[number];

interface Measured extends ProcessCost, WeekRead {
  readonly contender: Contender;
}

/** A week of all endpoints, tickets apart, against a client that asks for one page after the other. */
export async function runExtractionWeek(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { quick, repetitions } = context.options;
  const source = createHalls({ seed: 2, storeCount: 1, openingDate: '2025-01-01', visitsPerDay: VISITS });
  const simulator = await startSimulator({
    source,
    frozen: true,
    startAt: '2025-01-08 09:00:00',
    latencyMs: LATENCY_MS,
  });
  const siteId = source.siteIdAt(0);
  const target = { baseUrl: simulator.url, token: simulator.tokenFor(siteId), siteId, window: WINDOW };
  const measured: Measured[] = [];
  try {
    for (let repetition = 1; repetition <= (quick ? 1 : repetitions); repetition += 1) {
      for (const contender of repetition % 2 === 1 ? CONTENDERS : CONTENDERS.toReversed()) {
        const folder = join(context.scratch, `week-${contender}-${repetition}`);
        const one = { contender, ...(await read(contender, { ...target, folder }, context)) };
        measured.push(one);
        context.say(`  ${repetition}. ${contender}: ${shown(one.ms)} ms, ${shown(one.rows)} records`);
      }
    }
  } finally {
    await simulator.close();
  }
  const rows = new Set(measured.map((one) => one.rows));
  if (rows.size !== 1) throw new Error(`they did not read the same: ${[...rows].join(', ')} records`);
  return report(measured, { quick, seconds: (performance.now() - startedAt) / 1000 });
}

function read(contender: Contender, job: WeekJob, { profileTo }: CaseContext): Promise<WeekRead & ProcessCost> {
  if (contender === 'sequential') return runNode<WeekRead>('extract-week-sequential.ts', job);
  const ours: ExtractWeekJob = { ...job, inFlight: IN_FLIGHT, tasks: TASKS };
  return runNode<WeekRead>('extract-week.ts', ours, { profileTo });
}

const NAMES: Readonly<Record<Contender, string>> = {
  ours: 'feiqiu-etl',
  sequential: 'sequential client',
};

function report(
  measured: readonly Measured[],
  { quick, seconds }: { readonly quick: boolean; readonly seconds: number },
): CaseResult {
  const of = (contender: Contender): Measured[] => measured.filter((one) => one.contender === contender);
  const times = spreadOf(of('sequential').map(({ ms }, i) => ms / (of('ours')[i]?.ms ?? Number.NaN))).median;
  const share = times / IN_FLIGHT;
  const goal = quick ? GOAL_SHARE.quick : GOAL_SHARE.full;
  const rss = Math.max(...of('ours').map(({ rssMb }) => rssMb));
  return {
    name: 'extraction-week',
    title: 'A week of all endpoints',
    method: [
      `Seven days of ${VISITS} visits, ${WEEK_ENDPOINTS.length} endpoints (tickets apart), from the simulator, which answers after ${LATENCY_MS} ms; ${of('ours').length} repetitions, taking turns, each in a process of its own.`,
      `**feiqiu-etl** as shipped, with ${IN_FLIGHT} requests in flight and ${TASKS} tasks at once: client, walks with their proofs, archive with every answer as it came.`,
      '**Sequential client:** one endpoint after the other, page by page until one is not full, records into one JSON file each; it proves nothing.',
    ],
    columns: ['contender', 'ms, median (min–max)', 'times as fast', 'records', 'peak RSS MB'],
    lines: CONTENDERS.map((contender) => ({
      cells: [
        NAMES[contender],
        shownSpread(spreadOf(of(contender).map(({ ms }) => ms))),
        contender === 'sequential' ? '' : shown(times, 2),
        shown(of(contender)[0]?.rows ?? 0),
        shown(Math.max(...of(contender).map(({ rssMb }) => rssMb))),
      ],
    })),
    goals: [
      {
        text: `times as fast ÷ requests in flight ≥ ${goal}`,
        measured: `${shown(times, 1)} ÷ ${IN_FLIGHT} = ${shown(share, 2)}`,
        met: share >= goal,
      },
      { text: `peak memory < ${MAX_RSS_MB} MB`, measured: `${shown(rss)} MB`, met: rss < MAX_RSS_MB },
    ],
    notes: [],
    seconds,
    raw: measured,
  };
}
