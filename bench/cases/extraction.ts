import { join } from 'node:path';
import type { Extracted, ExtractJob } from '../contenders/extract.ts';
import { PAGE_RECORDS, pageBody, recordText } from '../data/settlements.ts';
import type { CaseContext, CaseResult, ResultLine } from '../lib/case-result.ts';
import { type ProcessCost, runNode } from '../lib/child.ts';
import { type SlowUpstream, startSlowUpstream } from '../lib/slow-upstream.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';

const PAGES = 100;
/** One fewer than would fill the last page: a full one makes the walk ask for one page more, by design. */
const RECORDS = PAGES * PAGE_RECORDS - 1;
const WIDTHS = [1, 8];
const GOAL_WIDTH = 8;
/** Half the latency doubles the weight of everything else, hence the wide margin of a quick run. */
const GOAL = { full: 1.15, quick: 1.6 };
const LATENCY_MS = { full: 200, quick: 100 };
const MAX_RSS_MB = 300;

interface Measured extends ProcessCost, Extracted {
  readonly inFlight: number;
  readonly repetition: number;
  readonly peakInFlight: number;
  readonly requests: number;
}

/** Reading one endpoint of a slow upstream through client, walk and archive, against what the latency alone allows. */
export async function runExtraction(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { quick, repetitions } = context.options;
  const latencyMs = quick ? LATENCY_MS.quick : LATENCY_MS.full;
  await using upstream = await startSlowUpstream(bodies(), latencyMs);
  const measured: Measured[] = [];
  for (let repetition = 1; repetition <= (quick ? 1 : repetitions); repetition += 1) {
    for (const inFlight of repetition % 2 === 1 ? WIDTHS : WIDTHS.toReversed()) {
      const one = await extract(upstream, context, inFlight, repetition);
      measured.push(one);
      context.say(
        `  ${repetition}. ${inFlight} in flight: ${shown(one.ms)} ms of ${shown(limitMs(inFlight, latencyMs))} ms`,
      );
    }
  }
  return report(measured, { quick, latencyMs, seconds: (performance.now() - startedAt) / 1000 });
}

function bodies(): Buffer[] {
  return Array.from({ length: PAGES }, (_, page) => {
    const from = page * PAGE_RECORDS;
    const records = Array.from({ length: Math.min(PAGE_RECORDS, RECORDS - from) }, (_record, i) =>
      recordText(from + i),
    );
    return Buffer.from(pageBody(records, RECORDS));
  });
}

async function extract(
  upstream: SlowUpstream,
  { scratch, profileTo }: CaseContext,
  inFlight: number,
  repetition: number,
): Promise<Measured> {
  upstream.takeStats();
  const archive = join(scratch, `extract-${inFlight}-${repetition}`);
  const job: ExtractJob = { baseUrl: upstream.baseUrl, archive, records: RECORDS, inFlight };
  const result = await runNode<Extracted>('extract.ts', job, { profileTo });
  const { requests, peakInFlight } = upstream.takeStats();
  if (!result.proven || result.rows !== RECORDS || result.pages !== PAGES || requests !== PAGES + 1)
    throw new Error(`the walk did not read what it should: ${JSON.stringify({ ...result, requests })}`);
  return { ...result, inFlight, repetition, requests, peakInFlight };
}

/** Page 1, then the others in rounds, then page 1 again as proof. */
function limitMs(inFlight: number, latencyMs: number): number {
  return (1 + Math.ceil((PAGES - 1) / inFlight) + 1) * latencyMs;
}

function report(
  measured: readonly Measured[],
  run: { readonly quick: boolean; readonly latencyMs: number; readonly seconds: number },
): CaseResult {
  const { quick, latencyMs, seconds } = run;
  const of = (inFlight: number): Measured[] => measured.filter((one) => one.inFlight === inFlight);
  const factor = (inFlight: number): number =>
    spreadOf(of(inFlight).map(({ ms }) => ms)).median / limitMs(inFlight, latencyMs);
  const lines = WIDTHS.map((inFlight): ResultLine => {
    const ms = spreadOf(of(inFlight).map((one) => one.ms));
    const cpu = spreadOf(of(inFlight).map((one) => one.cpuMs)).median;
    const peak = Math.max(...of(inFlight).map((one) => one.peakInFlight));
    const rss = Math.max(...of(inFlight).map((one) => one.rssMb));
    const limit = limitMs(inFlight, latencyMs);
    return {
      cells: [
        inFlight,
        shownSpread(ms),
        shown(limit),
        shown(factor(inFlight), 3),
        peak,
        shown((RECORDS / ms.median) * 1000),
        shown(cpu),
        shown(rss),
      ].map(String),
    };
  });
  const goal = quick ? GOAL.quick : GOAL.full;
  const rss = Math.max(...measured.map((one) => one.rssMb));
  return {
    name: 'extraction',
    title: 'Upstream to archive',
    method: [
      `${PAGES} pages of ${PAGE_RECORDS} settlement records (the last one record short) from a local HTTP server that answers each after ${latencyMs} ms; the product's client, walk and archive (gzip, fsync of every page), in a process of its own; ${of(1).length} repetitions.`,
      'Limit: (1 + ⌈(pages − 1) ÷ in flight⌉ + 1) × latency: the first page tells the total, the last request proves that nothing moved. With 1 in flight this is what a sequential client of the usual kind needs, plus that proof.',
    ],
    columns: [
      'in flight',
      'ms, median (min–max)',
      'limit ms',
      '× limit',
      'peak seen by the server',
      'rows/s',
      'client CPU ms',
      'peak RSS MB',
    ],
    lines,
    goals: [
      {
        text: `${GOAL_WIDTH} in flight ≤ ${goal} × limit`,
        measured: shown(factor(GOAL_WIDTH), 3),
        met: factor(GOAL_WIDTH) <= goal,
      },
      { text: `peak memory < ${MAX_RSS_MB} MB`, measured: `${shown(rss)} MB`, met: rss < MAX_RSS_MB },
    ],
    notes: [],
    seconds,
    raw: { measured, latencyMs },
  };
}
