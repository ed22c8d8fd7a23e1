import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError, messageOf } from '../../base/errors.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { clockFrom } from '../../config/clock-from.ts';
import type { Variables } from '../../config/env-file.ts';
import { type Config, loadConfig } from '../../config/load-config.ts';
import { examineAll } from '../../orchestration/doctor/examine.ts';
import type { DoctorReport } from '../../orchestration/doctor/probe.ts';
import { type CommonOptions, toSettingFlags } from '../common-options.ts';
import { contractOf } from '../workplace.ts';

/** Examines everything a run depends on, also when the settings are too bad for any other command. */
export async function examine(options: CommonOptions): Promise<DoctorReport> {
  const { config, problems } = loadTolerantly(toSettingFlags(options));
  const contract = readEndpoints(config);
  const envFile = config.values.ETL_SKIP_DOTENV ? null : join(process.cwd(), '.env');
  const settings = { config, problems, envFile, contractProblem: contract.problem };
  return examineAll({ settings, clock: clockFrom(config), endpoints: contract.endpoints });
}

interface Loaded {
  readonly config: Config;
  readonly problems: readonly string[];
}

/** What is not allowed is left out, so that the rest can be examined. */
function loadTolerantly(flags: Variables): Loaded {
  const problems: string[] = [];
  const bad = new Set<string>();
  let withFile = true;
  for (;;) {
    const readFile = (path: string): string | undefined => (withFile ? readWithout(path, bad) : undefined);
    try {
      const config = loadConfig({ flags: without(flags, bad), env: without(process.env, bad), readFile });
      return { config, problems };
    } catch (error) {
      const names = error instanceof ConfigError ? namesOf(error) : [];
      if (!(error instanceof ConfigError) || (names.every((name) => bad.has(name)) && !withFile)) throw error;
      problems.push(error.message);
      for (const name of names) bad.add(name);
      // Settings that are not allowed are taken out of the file; any other trouble is with the file itself.
      if (error.code !== 'BAD_SETTING') withFile = false;
    }
  }
}

function namesOf(error: ConfigError): string[] {
  return error.message.split('\n').flatMap((line) => /^([A-Z_]+)=/.exec(line)?.[1] ?? []);
}

function without(variables: Variables, names: ReadonlySet<string>): Record<string, string> {
  const kept = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined || names.has(name) ? [] : [[name, value] as const],
  );
  return Object.fromEntries(kept);
}

function readWithout(path: string, names: ReadonlySet<string>): string | undefined {
  if (!existsSync(path)) return undefined;
  const lines = readTextFile(path).split('\n');
  return lines.filter((line) => !names.has(/^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1] ?? '')).join('\n');
}

function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError('UNREADABLE_ENV_FILE', `${path} cannot be read: ${messageOf(cause)}`, { cause });
  }
}

function readEndpoints(config: Config): {
  readonly endpoints: readonly Endpoint[] | null;
  readonly problem: string | null;
} {
  try {
    return { endpoints: contractOf(config).endpoints, problem: null };
  } catch (error) {
    return { endpoints: null, problem: messageOf(error) };
  }
}
