import { parseArgs } from 'node:util';

/** The cases, in the order they run in. */
export const CASE_NAMES = [
  'extraction',
  'extraction-week',
  'ods-load',
  'fact-load',
  'dimension-history',
  'mart-refresh',
  'api-to-raw',
  'embedded-or-server',
  'growth',
  'startup',
  'dashboard',
  'sizing',
  'indexes',
  'scale',
  'queue',
] as const;
export type CaseName = (typeof CASE_NAMES)[number];

/** The cases that a check after every change runs, quick: under two minutes together. */
const GUARDS: readonly CaseName[] = [
  'extraction',
  'ods-load',
  'fact-load',
  'dimension-history',
  'mart-refresh',
  'startup',
];

export interface BenchOptions {
  readonly cases: readonly CaseName[];
  /** Small sizes and generous goals: for a check after every change, not for publication. */
  readonly quick: boolean;
  readonly records: number;
  /** Members whose histories are kept once, beside the smaller number that is measured in every repetition; 0 for none. */
  readonly keys: number;
  readonly repetitions: number;
  /** Writes a V8 CPU profile of each of our own contenders beside the results. */
  readonly profile: boolean;
  /** Where the scratch folder is made; needs about 6 kB a record. */
  readonly scratch: string | undefined;
}

const LARGE_KEYS = '1000000';
const WINDOW_RECORDS = { full: 20_000, quick: 5_000 };

export const HELP = `npm run bench [-- [case ...] [--quick | --guard] [--records N] [--keys N] [--repetitions N] [--profile] [--scratch DIR]]
cases: ${CASE_NAMES.join(', ')} (default: all)
--guard: quick, and of the cases only ${GUARDS.join(', ')}
--keys 0 leaves out the histories of a million members.
`;

const FLAG = { type: 'boolean', default: false } as const;
const TEXT = { type: 'string' } as const;
const OPTIONS = {
  quick: FLAG,
  guard: FLAG,
  records: TEXT,
  keys: TEXT,
  repetitions: TEXT,
  profile: FLAG,
  scratch: TEXT,
  help: { ...FLAG, short: 'h' },
} as const;

/** Reads the command line; null when help was asked for. Throws on anything it does not know. */
export function parseOptions(args: readonly string[]): BenchOptions | null {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  if (values.help) return null;
  const { guard, profile, scratch } = values;
  const quick = values.quick || guard;
  const defaultCases = guard ? GUARDS : CASE_NAMES;
  const windowRecords = windowRecordsOf(quick);
  const records = toCount('--records', values.records ?? (quick ? '20000' : '200000'));
  if (records % windowRecords !== 0) throw new Error(`--records must be a multiple of ${windowRecords}`);
  const repetitions = toCount('--repetitions', values.repetitions ?? (quick ? '2' : '3'));
  return {
    cases: positionals.length > 0 ? positionals.map(toCase) : defaultCases,
    quick,
    records,
    keys: toKeys(values.keys ?? (quick ? '0' : LARGE_KEYS)),
    repetitions,
    profile,
    scratch,
  };
}

/** Records of one walk. */
export function windowRecordsOf(quick: boolean): number {
  return quick ? WINDOW_RECORDS.quick : WINDOW_RECORDS.full;
}

const toKeys = (text: string): number => (text === '0' ? 0 : toCount('--keys', text));

function toCase(name: string): CaseName {
  const known = CASE_NAMES.find((candidate) => candidate === name);
  if (known === undefined) throw new Error(`there is no case ${JSON.stringify(name)}\n${HELP}`);
  return known;
}

function toCount(option: string, text: string): number {
  if (!/^[1-9]\d{0,7}$/.test(text))
    throw new Error(`${option} wants a whole number above 0, got ${JSON.stringify(text)}`);
  return Number(text);
}
