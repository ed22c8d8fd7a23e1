import { once } from 'node:events';
import { systemClock } from '../../base/clock.ts';
import { startSimulator } from '../../simulator/start-simulator.ts';
import type { ServeOptions } from '../commands/simulate.ts';
import { parseCount } from '../parse-options.ts';
import { withStopSignal } from '../workplace.ts';
import { createChain } from './simulated-halls.ts';

/** Where the simulator answers, and the credentials of its first stores. */
export interface Served {
  readonly url: string;
  readonly openingDate: string;
  readonly stores: readonly { readonly siteId: string; readonly token: string }[];
}

/** Tokens printed; `/__token?site=` of the running simulator gives any other. */
const MAX_PRINTED_STORES = 20;

/** Serves until SIGINT or SIGTERM; `announce` is called once requests are answered. */
export async function serveUntilStopped(options: ServeOptions, announce: (served: Served) => void): Promise<void> {
  const chain = createChain(options, systemClock);
  const simulator = await startSimulator({
    source: chain.source,
    clock: systemClock,
    seed: parseCount('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER),
    port: parseCount('--port', options.port, 0, 65_535),
    latencyMs: parseCount('--latency', options.latency, 0, 600_000),
    tokenTtlSeconds: parseCount('--token-ttl', options.tokenTtl, 1, 315_360_000),
    misbehave: options.misbehave,
    frozen: options.frozen ?? false,
    ...(options.rate === undefined ? {} : { requestsPerSecond: parseCount('--rate', options.rate, 1, 100_000) }),
    ...(options.now === undefined ? {} : { startAt: options.now }),
    ...(options.verbose === true ? { log: (line: string) => void process.stderr.write(`${line}\n`) } : {}),
  });
  try {
    const stores = chain.siteIds.slice(0, MAX_PRINTED_STORES);
    announce({
      url: simulator.url,
      openingDate: chain.openingDate,
      stores: stores.map((siteId) => ({ siteId, token: simulator.tokenFor(siteId) })),
    });
    await withStopSignal(async (signal) => {
      if (!signal.aborted) await once(signal, 'abort');
    });
  } finally {
    await simulator.close();
  }
}
