import { accessSync, constants, statSync } from 'node:fs';
import type { Config } from '../../config/load-config.ts';
import { fail, ok, type Probe, skipped, type Verdict, warn } from './probe.ts';

/** What was found out while the settings were read; the one who read them passes it on. */
export interface SettingsRead {
  readonly config: Config;
  /** The `.env` file; null when ETL_SKIP_DOTENV says not to read it. */
  readonly envFile: string | null;
  /** What is wrong with values, one line each; such settings count as not given. */
  readonly problems: readonly string[];
  /** Why CONTRACT_FILE cannot be used; null when it can or is not set. */
  readonly contractProblem: string | null;
}

/** Files and values of the configuration. */
export function settingsProbes(read: SettingsRead): Probe[] {
  const { envFile } = read;
  return [
    { id: 'env-file', examine: () => examineEnvFile(envFile) },
    { id: 'env-file-private', examine: () => examineMode(envFile) },
    { id: 'settings-known', examine: () => examineNames(read.config) },
    { id: 'settings-valid', examine: () => examineValues(read.problems) },
    { id: 'contract-file', examine: () => examineContract(read) },
    { id: 'pretended-time', examine: () => examinePretence(read.config) },
  ];
}

function statOf(file: string): ReturnType<typeof statSync> {
  return statSync(file, { throwIfNoEntry: false });
}

function examineEnvFile(file: string | null): Verdict {
  if (file === null) return ok('ETL_SKIP_DOTENV is set: .env is not read');
  const found = statOf(file);
  if (found === undefined) return ok(`there is no ${file}: settings come from the environment and flags`);
  if (!found.isFile()) return fail(`${file} is not a file`, 'make it a text file of NAME=value lines');
  try {
    accessSync(file, constants.R_OK);
    return ok(`${file} can be read`);
  } catch {
    return fail(`${file} cannot be read`, `give yourself the right: chmod u+r ${file}`);
  }
}

/** It holds the token, and often the database's password. */
function examineMode(file: string | null): Verdict {
  const found = file === null ? undefined : statOf(file);
  if (file === null || found === undefined) return skipped('there is no .env in use');
  if (process.platform === 'win32') return skipped('Windows has no permission bits');
  const mode = Number(found.mode) & 0o777;
  const shown = mode.toString(8).padStart(3, '0');
  if ((mode & 0o007) === 0) return ok(`${file} is closed to other accounts (mode ${shown})`);
  return warn(`${file} can be read by every account of this machine (mode ${shown})`, `chmod 600 ${file}`);
}

function examineNames({ warnings }: Config): Verdict {
  if (warnings.length === 0) return ok('no unknown name in .env');
  return warn(warnings.join('\n'), 'correct the names, or take the lines out: they have no effect');
}

function examineValues(problems: readonly string[]): Verdict {
  if (problems.length === 0) return ok('every setting has a value that is allowed');
  return fail(problems.join('\n'), 'correct these settings: no command starts before');
}

function examineContract({ config, contractProblem }: SettingsRead): Verdict {
  const { CONTRACT_FILE: file } = config.values;
  if (contractProblem !== null) return fail(contractProblem, 'correct the file, or leave CONTRACT_FILE empty');
  return ok(file === undefined ? 'no corrections to the contract' : `${file} is understood`);
}

function examinePretence(config: Config): Verdict {
  const { ETL_NOW: pretended } = config.values;
  if (pretended === undefined) return ok('the present is the real one');
  return warn(`ETL_NOW pretends that it is ${pretended.toISOString()}`, 'take ETL_NOW out: it is for tests');
}
