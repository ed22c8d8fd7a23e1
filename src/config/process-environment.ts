import type { Config } from './load-config.ts';
import { SETTING_NAMES } from './settings.ts';

/** What every program on the machine needs, whatever our settings are. */
const OF_THE_MACHINE = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'LANG', 'TZ'] as const;

/**
 * The environment in which another process of this program has the same configuration: flags included, so that no secret
 * has to stand on its command line, and `.env` as it was read, so that it cannot find another one.
 */
export function processEnvironment(config: Config): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of OF_THE_MACHINE) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  Object.assign(environment, config.variables());
  for (const name of SETTING_NAMES) {
    const value = config.values[name];
    if (config.origins[name] !== 'flag' || value === undefined) continue;
    environment[name] = value instanceof Date ? value.toISOString() : String(value);
  }
  return { ...environment, ETL_SKIP_DOTENV: '1' };
}
