import { openHall } from '../data/hall-year.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { cleanEnv, PROGRAM, runFeiqiu, timed } from '../lib/program.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';

const TODAY = '2025-01-03';
const TIMES = { full: 10, quick: 4 };
const COMMANDS = ['--help', 'status', 'plan'];
const GOAL_MS = 500;
/** How many times the start of Node itself a quick run allows: a busy machine is slow at both. */
const QUICK_TIMES_NODE = 50;
const MAX_RSS_MB = 300;

interface Start {
  readonly what: string;
  readonly ms: number;
  readonly rssMb: number;
}

/** How long the commands take that people wait for, against the start of Node itself. */
export async function runStartup(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { quick } = context.options;
  await using hall = await openHall(context.scratch, 20);
  const times = quick ? TIMES.quick : TIMES.full;
  const env = { ...hall.settings, ETL_NOW: `${TODAY}T01:30:00Z` };
  // While somebody works with the database, as the scheduler or the dashboard does; then with nobody there.
  const attached = await hall.at(TODAY, async () => {
    await runFeiqiu(['init', '--quiet'], env);
    await runFeiqiu(['run', '--quiet'], env);
    return await startEach(env, COMMANDS, times);
  });
  const alone = await startEach(env, ['status'], times);
  const starts = [
    ...attached,
    ...alone.map((start) =>
      start.what === 'status' ? { ...start, what: 'status, starting the embedded database' } : start,
    ),
  ];
  return report(starts, { quick, times, seconds: (performance.now() - startedAt) / 1000 });
}

/** Each command once, then all of them again, so often; between them Node with nothing to do. */
async function startEach(
  env: Readonly<Record<string, string>>,
  commands: readonly string[],
  times: number,
): Promise<Start[]> {
  const starts: Start[] = [];
  for (let i = 0; i < times; i += 1) {
    starts.push({ what: 'node', ms: (await timed(['-e', '0'], cleanEnv({}))).ms, rssMb: Number.NaN });
    for (const command of commands) {
      // The time without the hook that looks at memory, the memory in a run of its own.
      const { ms } = await timed([PROGRAM, command], cleanEnv(env));
      starts.push({ what: command, ms, rssMb: (await runFeiqiu([command], env)).rssMb });
    }
  }
  return starts;
}

function report(
  starts: readonly Start[],
  { quick, times, seconds }: { readonly quick: boolean; readonly times: number; readonly seconds: number },
): CaseResult {
  const whats = [...new Set(starts.map(({ what }) => what))];
  const spread = (what: string) => spreadOf(starts.filter((start) => start.what === what).map(({ ms }) => ms));
  const rss = (what: string): number =>
    Math.max(...starts.filter((start) => start.what === what).map(({ rssMb }) => rssMb));
  const greatest = Math.max(...whats.map(rss).filter((mb) => !Number.isNaN(mb)));
  return {
    name: 'startup',
    title: 'Start of commands',
    method: [
      `The program as it is installed, in a warehouse with two days of one store, from the start of the process to its end; \`node\` is \`node -e 0\`. ${times} times each, in turn.`,
    ],
    columns: ['command', 'ms, median (min–max)', 'more than Node, ms', 'peak RSS MB'],
    lines: whats.map((what) => ({
      cells: [
        what,
        shownSpread(spread(what)),
        what === 'node' ? '' : shown(spread(what).median - spread('node').median),
        Number.isNaN(rss(what)) ? '' : shown(rss(what)),
      ],
    })),
    goals: [
      ...COMMANDS.map((command) => {
        const { median } = spread(command);
        const ofNode = median / spread('node').median;
        return quick
          ? {
              text: `${command} ≤ ${QUICK_TIMES_NODE} × node`,
              measured: shown(ofNode, 1),
              met: ofNode <= QUICK_TIMES_NODE,
            }
          : { text: `${command} ≤ ${GOAL_MS} ms`, measured: `${shown(median)} ms`, met: median <= GOAL_MS };
      }),
      { text: `peak memory < ${MAX_RSS_MB} MB`, measured: `${shown(greatest)} MB`, met: greatest < MAX_RSS_MB },
    ],
    notes: [],
    seconds,
    raw: starts,
  };
}
