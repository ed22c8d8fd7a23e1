import { join } from 'node:path';
import { buildRequestBody } from '../../src/api/request-body.ts';
import { SIMULATED_ENDPOINTS } from '../../src/simulator/contract/endpoints.ts';
import { createDatabase, loadStoresOnce, type SimulatedStores, simulateStores } from '../data/loaded-stores.ts';
import { WEEK_ENDPOINTS, weekScope } from '../data/week.ts';
import type { CaseContext, CaseResult, Goal } from '../lib/case-result.ts';
import { type DltPeer, findDlt, runDlt } from '../lib/dlt.ts';
import { type ScratchServer, startScratchServer } from '../lib/scratch-server.ts';
import { shown, shownSpread, spreadOf } from '../lib/stats.ts';

const LATENCY_MS = 20;
const SIZES = { full: { days: 31, visits: 60 }, quick: { days: 3, visits: 60 } };
/** API_PAGE_CONCURRENCY as it is shipped; as many workers for dlt. */
const IN_FLIGHT = 8;
const PAGE_SIZE = 100;
const GOAL_TIMES = { full: 3, quick: 1.5 };
const GOAL_MEMORY = 0.1;
const MAX_RSS_MB = 300;

/** Without the report of stock, which ours reads a day at a time and dlt as one. */
const ENDPOINTS = WEEK_ENDPOINTS.filter((endpoint) => !endpoint.report);

type Contender = 'raw' | 'dlt' | 'marts';

interface Measured {
  readonly contender: Contender;
  readonly ms: number;
  readonly rssMb: number;
  readonly rows: number;
  /** Requests that ours made; dlt does not tell. */
  readonly requests: number | null;
  /** Of dlt's: without the start of Python and its imports. */
  readonly pipelineMs?: number;
}

/** A month of a store from upstream into raw tables, against dlt; and on to the marts. */
export async function runApiToRaw(context: CaseContext): Promise<CaseResult> {
  const startedAt = performance.now();
  const { quick, repetitions } = context.options;
  const dlt = await findDlt();
  const peer = 'missing' in dlt ? null : dlt;
  if ('missing' in dlt) context.say(`*** THE PEER IS NOT MEASURED: ${dlt.missing} ***`);
  const { days, visits } = quick ? SIZES.quick : SIZES.full;
  await using server = await startScratchServer(context.scratch);
  await using stores = await simulateStores({ stores: 1, days, visitsPerDay: visits, latencyMs: LATENCY_MS });
  const contenders: readonly Contender[] = peer === null ? ['raw', 'marts'] : ['raw', 'dlt', 'marts'];
  const measured: Measured[] = [];
  for (let repetition = 1; repetition <= (quick ? 1 : repetitions); repetition += 1) {
    for (const contender of repetition % 2 === 1 ? contenders : contenders.toReversed()) {
      const one = await measure(contender, { server, stores, peer, scratch: context.scratch });
      measured.push(one);
      context.say(
        `  ${repetition}. ${contender}: ${shown(one.ms)} ms, ${shown(one.rows)} rows, ${shown(one.rssMb)} MB`,
      );
    }
  }
  const raw = new Set(measured.filter(({ contender }) => contender !== 'marts').map(({ rows }) => rows));
  if (raw.size !== 1) throw new Error(`they did not load the same: ${[...raw].join(', ')} rows`);
  return report(measured, { quick, days, visits, peer, seconds: (performance.now() - startedAt) / 1000 });
}

interface Place {
  readonly server: ScratchServer;
  readonly stores: SimulatedStores;
  readonly peer: DltPeer | null;
  readonly scratch: string;
}

async function measure(contender: Contender, { server, stores, peer, scratch }: Place): Promise<Measured> {
  if (contender === 'dlt' && peer !== null) return await measureDlt(peer, { server, stores, peer, scratch });
  const tasks = ENDPOINTS.map(({ task }) => task);
  const place = { serverUrl: server.url, scratch };
  const load = await loadStoresOnce(stores, contender === 'raw' ? { ...place, tasks } : place);
  const { ms, rssMb, rawRows, typedRows, requests } = load;
  return { contender, ms, rssMb, requests, rows: contender === 'raw' ? rawRows : typedRows };
}

async function measureDlt(peer: DltPeer, { server, stores, scratch }: Place): Promise<Measured> {
  const [siteId = ''] = stores.sites;
  const { window } = stores;
  const folder = join(scratch, 'dlt');
  const endpoints = ENDPOINTS.map((endpoint) => {
    const { table, path, paged } = endpoint;
    const listPath = SIMULATED_ENDPOINTS.find((simulated) => simulated.table === table)?.listPath ?? '';
    const body = buildRequestBody(endpoint, weekScope({ siteId, window }, endpoint), paged ? { limit: PAGE_SIZE } : {});
    return { table, path, paged, listPath, body };
  });
  const url = await createDatabase(server.url);
  const target = { baseUrl: stores.url, token: stores.tokenFor(siteId), inFlight: IN_FLIGHT };
  const job = { ...target, url, folder: `${folder}-${url.slice(-8)}`, endpoints };
  return { contender: 'dlt', requests: null, ...(await runDlt(peer, job)) };
}

interface Run {
  readonly quick: boolean;
  readonly days: number;
  readonly visits: number;
  readonly peer: DltPeer | null;
  readonly seconds: number;
}

const NAMES: Readonly<Record<Contender, string>> = {
  raw: 'feiqiu-etl, to raw tables',
  dlt: 'dlt, to raw tables',
  marts: 'feiqiu-etl, everything to marts and checks, with tickets',
};

function report(measured: readonly Measured[], run: Run): CaseResult {
  const of = (contender: Contender): Measured[] => measured.filter((one) => one.contender === contender);
  const contenders = (['raw', 'dlt', 'marts'] as const).filter((contender) => of(contender).length > 0);
  const boundMs = (contender: Contender): number | null => {
    const requests = of(contender)[0]?.requests ?? null;
    return requests === null ? null : (requests / IN_FLIGHT) * LATENCY_MS;
  };
  return {
    name: 'api-to-raw',
    title: 'Upstream to raw tables, and to marts',
    method: [
      `${run.days} days of a simulated store with ${run.visits} visits a day, into a new database each time (embedded PostgreSQL, fsync on); upstream answers after ${LATENCY_MS} ms; ${of('raw').length} repetitions, taking turns, each in a process of its own. Raw tables: ${ENDPOINTS.length} endpoints, tickets and the report of stock apart, the same number of records for both or the run ends.`,
      '**feiqiu-etl:** `run` as it is installed, from the start of the process to its end: windows, proofs, archive on disk, ledger, raw tables.',
      ...(run.peer === null
        ? []
        : [
            `**dlt** ${run.peer.dlt} on Python ${run.peer.python}: rest_api source, postgres destination, ${IN_FLIGHT} threads, endpoints in parallel, no child tables; its process from start to end as well. It proves and archives nothing.`,
          ]),
      `Latency bound: requests × latency ÷ ${IN_FLIGHT} in flight.`,
      "No sum of peers stands beside the whole run: dlt's time is that of the raw tables alone, without tickets and the report of stock. Typed facts and histories have peers of their own (`fact-load`, `dimension-history`) on other data; marts are held against our own full rebuild (`mart-refresh`), and checks have no peer.",
    ],
    columns: ['contender', 'ms, median (min–max)', 'rows', 'requests', 'latency bound, ms', 'peak RSS MB'],
    lines: contenders.map((contender) => {
      const [first] = of(contender);
      const bound = boundMs(contender);
      return {
        cells: [
          NAMES[contender],
          shownSpread(spreadOf(of(contender).map(({ ms }) => ms))),
          shown(first?.rows ?? 0),
          first?.requests === null ? '' : shown(first?.requests ?? 0),
          bound === null ? '' : shown(bound),
          shown(Math.max(...of(contender).map(({ rssMb }) => rssMb))),
        ],
      };
    }),
    goals: goalsOf(of, run),
    notes: run.peer === null ? ['**The peer was not measured: dlt could not be had on this machine.**'] : [],
    seconds: run.seconds,
    raw: measured,
  };
}

function goalsOf(of: (contender: Contender) => Measured[], { quick, peer }: Run): Goal[] {
  const rss = (contender: Contender): number => Math.max(...of(contender).map(({ rssMb }) => rssMb));
  const ours = Math.max(rss('raw'), rss('marts'));
  const memory = { text: `peak memory < ${MAX_RSS_MB} MB`, measured: `${shown(ours)} MB`, met: ours < MAX_RSS_MB };
  if (peer === null) return [memory];
  const times = spreadOf(of('dlt').map(({ ms }, i) => ms / (of('raw')[i]?.ms ?? Number.NaN))).median;
  const share = rss('raw') / rss('dlt');
  const goal = quick ? GOAL_TIMES.quick : GOAL_TIMES.full;
  return [
    { text: `raw tables: times as fast as dlt ≥ ${goal}`, measured: shown(times, 2), met: times >= goal },
    ...(quick
      ? []
      : [{ text: `memory ÷ dlt's ≤ ${GOAL_MEMORY}`, measured: shown(share, 2), met: share <= GOAL_MEMORY }]),
    memory,
  ];
}
