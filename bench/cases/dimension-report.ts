import type { CaseResult, Goal, ResultLine } from '../lib/case-result.ts';
import type { ProcessCost } from '../lib/child.ts';
import type { BenchOptions } from '../lib/options.ts';
import type { ScratchServer } from '../lib/scratch-server.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';

export type Contender = 'ours' | 'dbt';
export type Situation = 'first fill' | 'nothing changed' | '1 % changed' | 'all made anew';

/** One timed load of the histories. */
export interface Measurement extends ProcessCost {
  readonly contender: Contender;
  readonly situation: Situation;
  readonly members: number;
  readonly repetition: number;
  /** Rows written in the table of the histories. */
  readonly rowsWritten: number;
  readonly walBytes: number;
}

interface Histories {
  readonly measured: readonly Measurement[];
  /** Members of the story that every repetition tells. */
  readonly members: number;
  readonly seconds: number;
  readonly options: BenchOptions;
  readonly server: Pick<ScratchServer, 'version' | 'settings'>;
}

const CHANGED_OF_DBT = 2;
const PEAK_MB = 300;
/** What a quick run, on small data and a busy machine, may fall short of a goal: 10,000 members cost little more than none. */
const QUICK_MARGIN = 0.3;
const GROUPS: readonly (readonly [Situation, Contender])[] = [
  ['first fill', 'ours'],
  ['first fill', 'dbt'],
  ['nothing changed', 'ours'],
  ['nothing changed', 'dbt'],
  ['1 % changed', 'ours'],
  ['1 % changed', 'dbt'],
  ['all made anew', 'ours'],
];
const NAMES: Readonly<Record<Contender, string>> = { ours: 'feiqiu-etl', dbt: "dbt snapshot, 'check'" };

/** Turns the measurements of the histories into their table and goals. */
export function reportHistories(all: Histories): CaseResult {
  const { measured, members, seconds, options, server } = all;
  const large = options.keys > 0 ? ` Then once with ${shown(options.keys)} members.` : '';
  const settings = Object.entries(server.settings).map(([name, value]) => `${name} ${value}`);
  return {
    name: 'dimension-history',
    title: 'Histories of dimensions (SCD2)',
    method: [
      `\`dim_member\`, 20 columns, ${shown(members)} members; ${options.repetitions} repetitions, each from the first fill on, contenders taking turns, each in a process of its own, one transaction a load.${large}`,
      `PostgreSQL ${server.version}, embedded, fresh: ${settings.join(', ')}. A CHECKPOINT before every timed load; VACUUM ANALYZE before the re-runs.`,
      '**feiqiu-etl** starts from ODS: it types the JSON of the members that have news, computes their history anew from all their ODS versions, compares it with what is stored, and writes what differs.',
      "**dbt snapshot** is the statement of dbt's PostgreSQL adapter, strategy 'check' over the tracked columns, deletes included, written by hand. Its source is a table that is typed and current already, so it pays neither for JSON nor for typing; it compares all members every time, and has no key or index of its own.",
      'After the change both must hold the same versions. "All made anew" computes every history again, as after a change of the declaration.',
    ],
    columns: [
      'members',
      'situation',
      'contender',
      'ms, median (min–max)',
      'ours: times as fast',
      'rows written',
      'WAL kB',
      'client CPU ms',
      'peak RSS MB',
    ],
    lines: sizesOf(all).flatMap((size) =>
      GROUPS.map(([situation, contender]) => lineOf(all, { members: size, situation, contender })),
    ),
    goals: goalsOf(all),
    notes: [],
    seconds,
    raw: { measured, options, server: { version: server.version, settings: server.settings } },
  };
}

const sizesOf = ({ measured }: Histories): number[] => [...new Set(measured.map(({ members }) => members))];

type Group = Pick<Measurement, 'members' | 'situation' | 'contender'>;

function of({ measured }: Histories, { members, situation, contender }: Group): Measurement[] {
  return measured.filter(
    (one) => one.members === members && one.situation === situation && one.contender === contender,
  );
}

/** Formed repetition by repetition, so that a slow minute of the machine hits both sides. */
function timesAsFast(all: Histories, group: Omit<Group, 'contender'>): number {
  const ours = of(all, { ...group, contender: 'ours' });
  return spreadOf(of(all, { ...group, contender: 'dbt' }).map((one, i) => one.ms / (ours[i] as Measurement).ms)).median;
}

function lineOf(all: Histories, group: Group): ResultLine {
  const { members, situation, contender } = group;
  const found = of(all, group);
  const median = (pick: (one: Measurement) => number): number => spreadOf(found.map(pick)).median;
  return {
    cells: [
      shown(members),
      situation,
      NAMES[contender],
      shownSpread(spreadOf(found.map(({ ms }) => ms))),
      contender === 'ours' ? '' : shown(timesAsFast(all, group), 2),
      shown(median(({ rowsWritten }) => rowsWritten)),
      shown(median(({ walBytes }) => walBytes / 1024)),
      shown(median(({ cpuMs }) => cpuMs)),
      shown(Math.max(...found.map(({ rssMb }) => rssMb))),
    ],
  };
}

function goalsOf(all: Histories): Goal[] {
  const goal = CHANGED_OF_DBT * (all.options.quick ? QUICK_MARGIN : 1);
  const ours = all.measured.filter(({ contender }) => contender === 'ours');
  const unchanged = ours.filter(({ situation }) => situation === 'nothing changed' || situation === 'all made anew');
  const written = Math.max(...unchanged.map((one) => one.rowsWritten));
  const peak = Math.max(...ours.map(({ rssMb }) => rssMb));
  return [
    ...sizesOf(all).map((members) => {
      const times = timesAsFast(all, { members, situation: '1 % changed' });
      const text = `1 % of ${shown(members)} changed: times as fast as dbt's ≥ ${shown(goal, 1)}`;
      return { text, measured: shown(times, 2), met: times >= goal };
    }),
    { text: `feiqiu-etl, peak RSS MB ≤ ${PEAK_MB}`, measured: shown(peak), met: peak <= PEAK_MB },
    { text: 'rows written when nothing changed = 0', measured: shown(written), met: written === 0 },
  ];
}
