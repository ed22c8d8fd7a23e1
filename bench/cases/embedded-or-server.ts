import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installedMajor, SERVER_PROGRAMS, startInstalled } from '../../test/harness/installed-server.ts';
import { loadStoresOnce, type StoresLoad, simulateStores } from '../data/loaded-stores.ts';
import type { CaseContext, CaseResult } from '../lib/case-result.ts';
import { type ScratchServer, startScratchServer } from '../lib/scratch-server.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';

const VISITS = 60;
const DAYS = { full: 5, quick: 2 };
/** None: waiting for upstream is the same with both and would hide what differs. */
const LATENCY_MS = 0;
/** What decides the cost of a write; both servers get the same. */
const SAME_SETTINGS = ['shared_buffers', 'max_wal_size', 'wal_compression'];
const MAX_RSS_MB = 300;

type Place = 'embedded' | 'server';

interface Measured extends StoresLoad {
  readonly place: Place;
}

/** The same run, from upstream to marts and checks, into the embedded PostgreSQL and into the one of the machine. */
export async function runEmbeddedOrServer(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { quick, repetitions } = context.options;
  const days = quick ? DAYS.quick : DAYS.full;
  const major = installedMajor();
  await using embedded = await startScratchServer(context.scratch);
  await using server = major === null ? null : await startLike(embedded, major, context.scratch);
  if (server === null)
    context.say(`*** THE SERVER IS NOT MEASURED: there is no PostgreSQL 15 or newer in ${SERVER_PROGRAMS} ***`);
  await using stores = await simulateStores({ stores: 1, days, visitsPerDay: VISITS, latencyMs: LATENCY_MS });
  const places: readonly (readonly [Place, string])[] = [
    ['embedded', embedded.url],
    ...(server === null ? [] : [['server', server.url] as const]),
  ];
  const measured: Measured[] = [];
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    for (const [place, serverUrl] of repetition % 2 === 1 ? places : places.toReversed()) {
      const load = await loadStoresOnce(stores, { serverUrl, scratch: context.scratch });
      measured.push({ place, ...load });
      context.say(`  ${repetition}. ${place}: ${shown(load.ms)} ms, ${shown(load.rawRows)} raw rows`);
    }
  }
  const loaded = new Set(measured.map(({ rawRows, typedRows }) => `${rawRows} raw and ${typedRows} typed rows`));
  if (loaded.size !== 1) throw new Error(`they did not load the same: ${[...loaded].join('; ')}`);
  return report(measured, { days, embedded, major, seconds: (performance.now() - startedAt) / 1000 });
}

/** A server of the machine with the settings of the embedded one, in a folder of its own: the scratch folder is closed to it. */
async function startLike(embedded: ScratchServer, major: number, scratch: string) {
  const dataDir = await mkdtemp(join(dirname(scratch), 'feiqiu-bench-server-'));
  const settings = Object.fromEntries(SAME_SETTINGS.map((name) => [name, embedded.settings[name] ?? '']));
  const server = await startInstalled({ major, dataDir, initdb: ['--data-checksums'], settings });
  return {
    url: server.url,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

interface Run {
  readonly days: number;
  readonly embedded: ScratchServer;
  readonly major: number | null;
  readonly seconds: number;
}

function report(measured: readonly Measured[], { days, embedded, major, seconds }: Run): CaseResult {
  const of = (place: Place): Measured[] => measured.filter((one) => one.place === place);
  const names = { embedded: `embedded, ${embedded.version}`, server: `installed on the machine, ${major ?? ''}` };
  const places = (['embedded', 'server'] as const).filter((place) => of(place).length > 0);
  const peak = Math.max(...measured.map(({ rssMb }) => rssMb));
  const times = of('server').map(({ ms }, i) => ms / (of('embedded')[i]?.ms ?? Number.NaN));
  return {
    name: 'embedded-or-server',
    title: 'Embedded PostgreSQL or a server',
    method: [
      `${days} days of a simulated store with ${VISITS} visits a day, into a new database each time: \`run\` as it is installed, from the start of the process to its end, from upstream (which answers at once) to marts and checks, with tickets; ${of('embedded').length} repetitions, taking turns.`,
      `Both on this machine, over TCP, fsync and data_checksums on, ${SAME_SETTINGS.map((name) => `${name} ${embedded.settings[name]}`).join(', ')}. What differs is the build and the major version. Reported without a goal: on a machine of its own a server has its own processors, and every statement the way there.`,
    ],
    columns: ['PostgreSQL', 'ms, median (min–max)', 'raw rows', 'typed rows', 'peak RSS MB'],
    lines: places.map((place) => ({
      cells: [
        names[place],
        shownSpread(spreadOf(of(place).map(({ ms }) => ms))),
        shown(of(place)[0]?.rawRows ?? 0),
        shown(of(place)[0]?.typedRows ?? 0),
        shown(Math.max(...of(place).map(({ rssMb }) => rssMb))),
      ],
    })),
    goals: [{ text: `peak memory < ${MAX_RSS_MB} MB`, measured: `${shown(peak)} MB`, met: peak < MAX_RSS_MB }],
    notes: [
      times.length === 0
        ? '**The server was not measured: no PostgreSQL 15 or newer is installed on this machine.**'
        : `Server ÷ embedded: ${shown(spreadOf(times).median, 2)}.`,
    ],
    seconds,
    raw: measured,
  };
}
