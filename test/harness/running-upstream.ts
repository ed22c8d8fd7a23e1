import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import type { LocalDate } from '../../src/base/local-time.ts';
import { createChain } from '../../src/cli/actions/simulated-halls.ts';
import type { SettingName } from '../../src/config/settings.ts';
import { type Simulator, startSimulator } from '../../src/simulator/start-simulator.ts';

/** A simulated upstream that answers as long as the tests of a file run, a little slowly, so that one can look on. */
export interface RunningUpstream {
  readonly siteId: string;
  readonly openingDate: LocalDate;
  /** What a process needs to load its store, but for the database. */
  readonly settings: Readonly<Partial<Record<SettingName, string>>>;
}

const LATENCY_MS = 60;

/** Starts a small upstream; call it at the top of a file. */
export function useRunningUpstream(): RunningUpstream {
  const options = { days: '3', stores: '1', seed: '7', visits: '8', misbehave: '' };
  const chain = createChain(options, systemClock);
  const [siteId = ''] = chain.siteIds;
  let simulator: Simulator | undefined;
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-running-upstream-'));
    simulator = await startSimulator({ source: chain.source, frozen: true, latencyMs: LATENCY_MS });
  });
  afterAll(async () => {
    await simulator?.close();
    await rm(folder, { recursive: true, force: true });
  });

  return {
    siteId,
    openingDate: chain.openingDate,
    get settings() {
      if (simulator === undefined) throw new Error('the upstream answers only inside tests');
      return {
        STORE_ID: siteId,
        API_BASE: simulator.url,
        API_TOKEN: simulator.tokenFor(siteId),
        HISTORY_FROM: chain.openingDate,
        DATA_ROOT: path.join(folder, 'data'),
        EXPORT_ROOT: path.join(folder, 'export'),
        LOG_ROOT: path.join(folder, 'logs'),
      };
    },
  };
}
