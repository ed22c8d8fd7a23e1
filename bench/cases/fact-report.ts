import type { CaseResult, Goal, ResultLine } from '../lib/case-result.ts';
import type { BenchOptions } from '../lib/options.ts';
import type { ScratchServer } from '../lib/scratch-server.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';
import type { Contender, Measurement } from './fact-measure.ts';

const FRESH_OF_ROWWISE = 3.5;
const PART_OF_WHOLE = 25;
const MAX_RSS_MB = 300;
/** What a quick run, on small data and a busy machine, may fall short of a goal. */
const QUICK_MARGIN = 0.5;

interface FactLoads {
  readonly loads: readonly Measurement[];
  readonly half: number;
  readonly whole: number;
  readonly seconds: number;
  readonly options: BenchOptions;
  readonly server: Pick<ScratchServer, 'version' | 'settings'>;
}

const NAMES: Readonly<Record<Contender, string>> = {
  ours: 'feiqiu-etl',
  rowwise: 'row by row in TypeScript, written by the thousand',
  limit: 'INSERT … SELECT (limit)',
};

/** Turns the measurements of the fact load into its table, goals and notes. */
export function reportFactLoads(all: FactLoads): CaseResult {
  const { loads, options, seconds, server } = all;
  const groups = new Map<string, Measurement[]>();
  for (const load of loads) {
    const key = `${load.situation.total} ${load.situation.name} ${load.contender}`;
    groups.set(key, [...(groups.get(key) ?? []), load]);
  }
  return {
    name: 'fact-load',
    title: 'ODS to facts',
    method: methodOf(all),
    columns: [
      'records in ODS',
      'situation',
      'contender',
      'read',
      'written',
      'ms, median (min–max)',
      'rows/s read',
      'ours: times as fast',
      'WAL kB',
      'client CPU ms',
      'peak RSS MB',
    ],
    lines: [...groups.values()].map((group) => lineOf(all, group)),
    goals: goalsOf(all),
    notes: [],
    seconds,
    raw: { loads, options, server: { version: server.version, settings: server.settings } },
  };
}

function methodOf({ options, server }: FactLoads): string[] {
  const settings = Object.entries(server.settings).map(([name, value]) => `${name} ${value}`);
  return [
    `\`fact_settlement\`, 65 typed columns of settlement records with every documented field; ${options.repetitions} repetitions, contenders taking turns, each in a process of its own, over TCP; one transaction a load.`,
    `PostgreSQL ${server.version}, embedded, fresh: ${settings.join(', ')}. A CHECKPOINT before every timed load; VACUUM ANALYZE before those into a filled table.`,
    'All contenders fill tables made by the same DDL and must end with the same rows: compared column by column.',
    '**feiqiu-etl** does what a run does: guards every value, refuses what is wrong into quarantine, keeps texts that were rounded, compares with the rows there are, marks the business days that changed, tells doubtful values as drift, moves its cursor.',
    '**Row by row in TypeScript** reads by a cursor, parses losslessly, converts by the same rules and upserts 1,000 rows at a time as arrays, only those that differ; one batch after the other, on one connection. It guards by the same patterns, keeps no books, and reads above the same watermark or everything.',
    '**INSERT … SELECT** unpacks every record once, straight into the types, into an empty table. It compares and guards nothing: one bad value would end it.',
    '"All read" is what a load without a watermark does: every record is read and compared, what differs is written.',
  ];
}

function lineOf(all: FactLoads, group: readonly Measurement[]): ResultLine {
  const [one] = group;
  if (one === undefined) throw new Error('a group of no measurements');
  const median = (pick: (load: Measurement) => number): number => spreadOf(group.map(pick)).median;
  const times = one.contender === 'ours' ? null : timesAsFast(all, one.situation.name, one.contender);
  return {
    cells: [
      shown(one.situation.total),
      one.situation.name,
      NAMES[one.contender],
      shown(one.seen),
      shown(one.tuplesWritten),
      shownSpread(spreadOf(group.map(({ ms }) => ms))),
      one.seen === 0 ? '' : shown(median(({ seen, ms }) => (seen / ms) * 1000)),
      times === null ? '' : shown(times, 2),
      shown(median(({ walBytes }) => walBytes / 1024)),
      shown(median(({ cpuMs }) => cpuMs)),
      shown(Math.max(...group.map(({ rssMb }) => rssMb))),
    ],
  };
}

function of({ loads }: FactLoads, situation: string, contender: Contender): Measurement[] {
  return loads.filter((load) => load.situation.name === situation && load.contender === contender);
}

/** Formed repetition by repetition, so that a slow minute of the machine hits both sides. */
function ratio(slower: readonly Measurement[], faster: readonly Measurement[]): number {
  return spreadOf(slower.map((load, i) => load.ms / (faster[i] as Measurement).ms)).median;
}

function timesAsFast(all: FactLoads, situation: string, other: Contender): number {
  return ratio(of(all, situation, other), of(all, situation, 'ours'));
}

function goalsOf(all: FactLoads): Goal[] {
  const margin = all.options.quick ? QUICK_MARGIN : 1;
  const atLeast = (text: string, value: number, goal: number): Goal => ({
    text: `${text} ≥ ${shown(goal * margin, 1)}`,
    measured: shown(value, 2),
    met: value >= goal * margin,
  });
  const part = ratio(of(all, '1 % new, all read', 'ours'), of(all, '1 % new', 'ours'));
  const [again] = of(all, 'all read again, nothing changed', 'ours');
  const rss = Math.max(...all.loads.filter((load) => load.contender === 'ours').map((load) => load.rssMb));
  return [
    atLeast('empty table: times as fast as row by row', timesAsFast(all, 'empty table', 'rowwise'), FRESH_OF_ROWWISE),
    // Small data is all overhead: the proportion shows only in a whole run.
    ...(all.options.quick ? [] : [atLeast('1 % new: times as cheap as reading all', part, PART_OF_WHOLE)]),
    {
      text: 'rows written when nothing changed = 0',
      measured: shown(again?.tuplesWritten ?? Number.NaN),
      met: again?.tuplesWritten === 0,
    },
    { text: `peak memory of our process < ${MAX_RSS_MB} MB`, measured: `${shown(rss)} MB`, met: rss < MAX_RSS_MB },
  ];
}
