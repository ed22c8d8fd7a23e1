import type { CaseResult, Goal, ResultLine } from '../lib/case-result.ts';
import type { ProcessCost } from '../lib/child.ts';
import { type BenchOptions, windowRecordsOf } from '../lib/options.ts';
import type { PythonPeer } from '../lib/python.ts';
import type { ScratchServer } from '../lib/scratch-server.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';
import { type Contender, type Measurement, SITUATIONS, type Situation } from './ods-measure.ts';

/** First loads of a window and of years take the same path, so they meet the goal for bulk loads. */
const FRESH_OF_COPY = 0.85;
const TIMES_THE_PEER: Readonly<Record<Situation, number>> = { fresh: 2, unchanged: 5, 'one percent changed': 4 };
const MAX_RSS_MB = 300;
/** What a quick run, on small data and a busy machine, may fall short of a goal. */
const QUICK_MARGIN = 0.5;

interface Loads {
  readonly loads: readonly Measurement[];
  readonly reads: readonly (ProcessCost & { readonly rows: number })[];
  readonly seconds: number;
  readonly options: BenchOptions;
  readonly server: Pick<ScratchServer, 'version' | 'settings'>;
  readonly peer: PythonPeer | null;
}

const NAMES: Readonly<Record<Contender, string>> = {
  ours: 'feiqiu-etl',
  copy: 'COPY (limit)',
  psycopg2: 'psycopg2 execute_values',
};

/** Turns the measurements of the ODS load into its table, goals and notes. */
export function reportLoads(all: Loads): CaseResult {
  const { options, seconds, server, peer, loads, reads } = all;
  const groups: readonly (readonly [Situation, Contender])[] = [
    ['fresh', 'ours'],
    ['fresh', 'copy'],
    ['fresh', 'psycopg2'],
    ['unchanged', 'ours'],
    ['unchanged', 'psycopg2'],
    ['one percent changed', 'ours'],
    ['one percent changed', 'psycopg2'],
  ];
  const lines = groups.flatMap(([situation, contender]) => lineOf(all, situation, contender));
  const readRate = spreadOf(reads.map(({ rows, ms }) => (rows / ms) * 1000));
  return {
    name: 'ods-load',
    title: 'Archive to ODS',
    method: methodOf(all),
    columns: [
      'situation',
      'contender',
      'rows/s, median (min–max)',
      'ours ÷ it',
      'WAL bytes/row',
      'ODS tuples written',
      'client CPU µs/row',
      'peak RSS MB',
    ],
    lines,
    goals: goalsOf(all),
    notes: [
      `Reading the archive alone (file, gunzip, hash check, text; ten pages at once): ${shownSpread(readRate)} rows/s.`,
      ...(peer === null ? ['**The peer was not measured: psycopg2 is not installed on this machine.**'] : []),
    ],
    seconds,
    raw: { loads, reads, options, server: { version: server.version, settings: server.settings }, peer },
  };
}

function methodOf({ options, server, peer }: Loads): string[] {
  const settings = Object.entries(server.settings).map(([name, value]) => `${name} ${value}`);
  return [
    `${shown(options.records)} settlement records with every documented field, in pages of 100 and walks (= transactions) of ${shown(windowRecordsOf(options.quick))}; ${options.repetitions} repetitions, contenders taking turns, each in a process of its own, over TCP.`,
    `PostgreSQL ${server.version}, embedded, fresh: ${settings.join(', ')}. A CHECKPOINT before every timed load; VACUUM ANALYZE before the re-runs.`,
    'All contenders load tables made by the same DDL: columns, primary key, two further indexes, toast_tuple_target.',
    '**feiqiu-etl** reads the gzip archive as in production and does everything a load does: hash check of files, drift scan, proof of completeness, search for vanished rows, ledger.',
    '**COPY** gets the same payloads from plain files in COPY text format, one COPY a walk. Splitting, keys, hashes, unpacking and checks were done before the clock started: it stores, and nothing else.',
    ...(peer === null
      ? []
      : [
          `**psycopg2** ${peer.psycopg2} on Python ${peer.python} reads the same archive: json.loads, json.dumps, sha256 of the sorted JSON, execute_values with page_size 1000, ON CONFLICT DO UPDATE where the hash differs, RETURNING (xmax = 0), one transaction a walk. It proves, compares and keeps nothing else, and its floats rewrite 12.10 as 12.1.`,
        ]),
    "WAL is counted for the whole server while a contender runs, so a timed checkpoint or an autovacuum of another table shows in single repetitions; tuples are those of the contender's own table. With one record in a hundred changed, a page image for nearly every page is part of it after a checkpoint.",
    'Unchanged: the same records received again 12 hours later. One percent changed: another archive in which one amount of every hundredth record differs.',
  ];
}

function of({ loads }: Loads, situation: Situation, contender: Contender): Measurement[] {
  return loads.filter((load) => load.situation === situation && load.contender === contender);
}

const rateOf = ({ rows, ms }: Measurement): number => (rows / ms) * 1000;

/** Compared repetition by repetition, so that a slow minute of the machine hits both sides. */
function ratio(all: Loads, situation: Situation, other: Contender): number | null {
  const theirs = of(all, situation, other);
  if (theirs.length === 0) return null;
  const ratios = of(all, situation, 'ours').map((load, i) => rateOf(load) / rateOf(theirs[i] as Measurement));
  return spreadOf(ratios).median;
}

function lineOf(all: Loads, situation: Situation, contender: Contender): ResultLine[] {
  const found = of(all, situation, contender);
  if (found.length === 0) return [];
  const median = (pick: (load: Measurement) => number): number => spreadOf(found.map(pick)).median;
  const ours = contender === 'ours' ? null : ratio(all, situation, contender);
  return [
    {
      cells: [
        situation,
        NAMES[contender],
        shownSpread(spreadOf(found.map(rateOf))),
        ours === null ? '' : shown(ours, 2),
        shown(median(({ walBytes, rows }) => walBytes / rows)),
        shown(median(({ tuplesWritten }) => tuplesWritten)),
        shown(
          median(({ cpuMs, rows }) => (cpuMs / rows) * 1000),
          1,
        ),
        shown(Math.max(...found.map(({ rssMb }) => rssMb))),
      ],
    },
  ];
}

function goalsOf(all: Loads): Goal[] {
  const margin = all.options.quick ? QUICK_MARGIN : 1;
  const atLeast = (text: string, value: number | null, goal: number): Goal[] =>
    value === null
      ? []
      : [{ text: `${text} ≥ ${shown(goal * margin, 2)}`, measured: shown(value, 2), met: value >= goal * margin }];
  const written = Math.max(...of(all, 'unchanged', 'ours').map((load) => load.tuplesWritten));
  const rss = Math.max(...all.loads.filter((load) => load.contender === 'ours').map((load) => load.rssMb));
  return [
    ...atLeast('fresh load ÷ COPY', ratio(all, 'fresh', 'copy'), FRESH_OF_COPY),
    ...SITUATIONS.flatMap((situation) =>
      atLeast(`${situation} ÷ psycopg2`, ratio(all, situation, 'psycopg2'), TIMES_THE_PEER[situation]),
    ),
    { text: 'ODS tuples written when nothing changed = 0', measured: shown(written), met: written === 0 },
    { text: `peak memory of our process < ${MAX_RSS_MB} MB`, measured: `${shown(rss)} MB`, met: rss < MAX_RSS_MB },
  ];
}
