import path from 'node:path';
import { z } from 'zod';
import { describeConfig } from '../../../config/describe-config.ts';
import { type Config, tokenIn } from '../../../config/load-config.ts';
import { examineAll } from '../../../orchestration/doctor/examine.ts';
import type { DoctorAnswer, SettingsAnswer, ShownStore } from '../../api/settings.ts';
import { readStoreRows, type StoreRow } from '../queries/store-rows.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const NOTHING = z.object({});

export const settingsRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/settings', access: 'admin', input: NOTHING, handle: answerSettings }),
  // It asks upstream with the token of the stores: that should stand in the audit.
  defineRoute({
    method: 'POST',
    path: '/doctor',
    action: 'doctor.examine',
    access: 'admin',
    input: NOTHING,
    handle: examine,
  }),
];

async function answerSettings({ place, read }: RouteRequest<object>): Promise<SettingsAnswer> {
  const config = place.currentConfig();
  const rows = await read((db) => readStoreRows(db, place.clock.now()));
  return { settings: describeConfig(config), stores: rows.map((row) => toShown(row, config)) };
}

function toShown(row: StoreRow, config: Config): ShownStore {
  const hasToken = tokenIn(config, row.tokenEnv) !== undefined || config.values.API_TOKEN_COMMAND !== undefined;
  return { ...row, hasToken };
}

/** As `doctor` does, with the configuration of this moment. */
async function examine({ place }: RouteRequest<object>): Promise<DoctorAnswer> {
  const { clock, endpoints } = place;
  const config = place.currentConfig();
  const envFile = config.values.ETL_SKIP_DOTENV ? null : path.resolve('.env');
  const settings = { config, envFile, problems: [], contractProblem: null };
  const { status, checkedAt, probes } = await examineAll({ settings, clock, endpoints });
  return { status, checkedAt, findings: probes };
}
