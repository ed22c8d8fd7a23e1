import path from 'node:path';
import type { Window } from '../../api/archive/walk.ts';
import { createArchiveWriter } from '../../api/archive/writer.ts';
import { createApiClient } from '../../api/client.ts';
import { Limiter } from '../../api/limiter.ts';
import { createTokenSource } from '../../api/token.ts';
import { walkEndpoint } from '../../api/walk.ts';
import { businessDayRange } from '../../base/business-day.ts';
import { systemClock } from '../../base/clock.ts';
import { type SiteId, toSiteId } from '../../base/ids.ts';
import { addDays, atHour } from '../../base/local-time.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { ENDPOINTS, endpointOfTable } from '../../catalog/endpoints.ts';
import { writePlain } from '../../simulator/plain/write-plain.ts';
import { type Simulator, startSimulator } from '../../simulator/start-simulator.ts';
import type { HallOptions } from '../commands/simulate.ts';
import { createChain, endOfHistory, type SimulatedChain } from './simulated-halls.ts';

/** What was written. */
export interface WrittenArchive {
  readonly dir: string;
  readonly tables: readonly { readonly table: string; readonly records: number }[];
  readonly summary: string;
}

/**
 * Writes the whole history of a simulated chain. The archive is made by the real client walking the real simulator, so it
 * is the archive of a real run; plain files come straight from the halls.
 */
export async function writeArchive(
  dir: string,
  options: HallOptions & { readonly plain?: boolean },
): Promise<WrittenArchive> {
  const chain = createChain(options, systemClock);
  const counts = new Map<string, number>();
  const count = (table: string, records: number): void => void counts.set(table, (counts.get(table) ?? 0) + records);
  if (options.plain === true) await writePlainFiles(dir, chain, count);
  else await walkAll(dir, chain, options, count);
  const tables = ENDPOINTS.map(({ table }) => ({ table, records: counts.get(table) ?? 0 }));
  const total = tables.reduce((sum, table) => sum + table.records, 0);
  const span = `${chain.openingDate} to ${addDays(chain.endDate, -1)}`;
  return { dir, tables, summary: `${total} records of ${chain.siteIds.length} stores, ${span}, in ${dir}` };
}

type Count = (table: string, records: number) => void;

/** One folder for one store; with several, one below it a store, named by its id. */
async function writePlainFiles(dir: string, chain: SimulatedChain, count: Count): Promise<void> {
  const end = endOfHistory(chain);
  for (const siteId of chain.siteIds) {
    const { files } = await writePlain(chain.source, {
      dir: chain.siteIds.length === 1 ? dir : path.join(dir, siteId),
      siteIds: [siteId],
      from: atHour(chain.openingDate, 0),
      to: end,
      asOf: end,
    });
    for (const file of files) count(file.table, file.records);
  }
}

async function walkAll(dir: string, chain: SimulatedChain, options: HallOptions, count: Count): Promise<void> {
  const simulator = await startSimulator({
    source: chain.source,
    startAt: endOfHistory(chain),
    frozen: true,
    misbehave: options.misbehave,
  });
  try {
    for (const siteId of chain.siteIds) await walkStore(dir, chain, { simulator, siteId: toSiteId(siteId), count });
  } finally {
    await simulator.close();
  }
}

interface StoreWalk {
  readonly simulator: Simulator;
  readonly siteId: SiteId;
  readonly count: Count;
}

async function walkStore(dir: string, chain: SimulatedChain, { simulator, siteId, count }: StoreWalk): Promise<void> {
  const clock = systemClock;
  const token = simulator.tokenFor(siteId);
  const client = createApiClient({
    baseUrl: simulator.url,
    tokens: createTokenSource({ token, variable: 'API_TOKEN', clock }),
    limiter: new Limiter({ clock, maxConcurrency: 8 }),
    clock,
  });
  const archive = createArchiveWriter(dir);
  const walk = async (endpoint: Endpoint, window: Window | null, ids: readonly string[] | null): Promise<void> => {
    const scope = { siteId, table: endpoint.table, window, ids };
    const walked = await walkEndpoint({ client, archive, clock, endpoint, scope });
    count(endpoint.table, walked.end?.rowsSeen ?? 0);
  };
  try {
    for (let day = chain.openingDate; day < chain.endDate; day = addDays(day, 1)) {
      const window = businessDayRange(day);
      for (const endpoint of ENDPOINTS.filter(({ mode }) => mode === 'window')) await walk(endpoint, window, null);
      const ids = settlementIds(chain, siteId, window);
      if (ids.length > 0) await walk(endpointOfTable('settlement_ticket_details'), null, ids);
    }
    for (const endpoint of ENDPOINTS.filter(({ mode }) => mode === 'snapshot')) await walk(endpoint, null, null);
  } finally {
    await client.close();
  }
}

/** Ids for the ticket endpoint, as the settlements of the window name them. */
function settlementIds({ source, ...chain }: SimulatedChain, siteId: SiteId, window: Window): string[] {
  const query = { table: 'settlement_records', siteId, asOf: endOfHistory({ source, ...chain }), ...window };
  return source.rows(query, 0, source.count(query)).map((row) => {
    const { settleList } = row;
    const settlement = settleList as Readonly<Record<string, unknown>>;
    return String(settlement['id']);
  });
}
