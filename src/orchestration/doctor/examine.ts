import type { Clock } from '../../base/clock.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { alertProbes } from './alert-probes.ts';
import { databaseProbes } from './database-probes.ts';
import { findDatabase } from './find-database.ts';
import { machineProbes } from './machine-probes.ts';
import { type DoctorReport, runProbes, toReport } from './probe.ts';
import { queueProbes } from './queue-probe.ts';
import { scheduleProbes } from './schedule-probe.ts';
import { type SettingsRead, settingsProbes } from './settings-probes.ts';
import { stateProbes } from './state-probes.ts';
import { storageProbes } from './storage-probes.ts';
import { upstreamProbes } from './upstream-probes.ts';

/** What an examination starts from. */
export interface ExamineOptions {
  readonly settings: SettingsRead;
  readonly clock: Clock;
  /** Corrections applied; null when CONTRACT_FILE cannot be used. */
  readonly endpoints: readonly Endpoint[] | null;
}

/** Runs every probe. Nothing is started, and nothing is left changed. */
export async function examineAll({ settings, clock, endpoints }: ExamineOptions): Promise<DoctorReport> {
  const { config } = settings;
  const found = await findDatabase(config, clock);
  try {
    const probes = [
      ...machineProbes(config),
      ...settingsProbes(settings),
      ...databaseProbes({ found, config, clock, endpoints }),
      ...(await upstreamProbes({ config, clock, found })),
      ...stateProbes(found, clock),
      ...scheduleProbes(found, clock),
      ...queueProbes(found),
      ...storageProbes(found, config, clock),
      ...alertProbes(found, config, clock),
    ];
    return toReport(await runProbes(probes), clock.now());
  } finally {
    await found.pool?.end();
  }
}
