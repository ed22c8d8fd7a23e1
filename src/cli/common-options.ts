import { Command, Option } from 'commander';
import { LANGUAGES } from '../base/language.ts';
import type { SettingName } from '../config/settings.ts';
import type { OutputOptions } from './output.ts';

/** Options every command takes. */
export interface CommonOptions extends OutputOptions {
  readonly pgDsn?: string;
  readonly apiBase?: string;
  readonly apiToken?: string;
  readonly exportRoot?: string;
  readonly dataRoot?: string;
  readonly logRoot?: string;
  readonly storeId?: string;
}

/** A command with the options every command takes. */
export function commandWith(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print data as JSON')
    .option('-q, --quiet', 'no progress on stderr')
    .option('-v, --verbose', 'say more on stderr')
    .helpOption('-h, --help', 'show this help');
}

/** Options of commands that need the configuration. */
export function withSettings(command: Command): Command {
  return command
    .addOption(new Option('--pg-dsn <dsn>', 'PostgreSQL to use instead of PG_DSN or the embedded one'))
    .addOption(new Option('--data-root <dir>', 'folder of the embedded database'))
    .addOption(new Option('--log-root <dir>', 'folder of the log files'))
    .addOption(new Option('--store-id <id>', 'the store, instead of STORE_ID'));
}

/** Options of commands that speak to upstream. */
export function withUpstream(command: Command): Command {
  return withSettings(command)
    .addOption(new Option('--api-base <url>', 'address of the upstream API instead of API_BASE'))
    .addOption(new Option('--api-token <token>', 'token (discouraged: it shows in the process list; prefer API_TOKEN)'))
    .addOption(exportRootOption());
}

/** `--stores`; `otherwise` says what is meant without it. */
export function storesOption(otherwise = 'default all enabled stores'): Option {
  return new Option('--stores <ids>', `store ids, comma separated; ${otherwise}`);
}

/** `--wait`, for commands that write a store. */
export function waitOption(): Option {
  return new Option('--wait [seconds]', 'wait for another run of the store instead of ending with code 75');
}

/** `--accept-deletes`, for commands that load. */
export function acceptDeletesOption(): Option {
  return new Option('--accept-deletes', 'delete rows that are gone upstream, however many');
}

/** `--export-root`, for commands that use the archive and not upstream. */
export function exportRootOption(): Option {
  return new Option('--export-root <dir>', 'folder of the archive');
}

/** `--lang`; `note` says what is meant without it. */
export function languageOption(note = ''): Option {
  return new Option('--lang <code>', `language of the report${note}`).choices(LANGUAGES);
}

const SETTING_OF_FLAG: Readonly<Record<string, SettingName>> = {
  pgDsn: 'PG_DSN',
  apiBase: 'API_BASE',
  apiToken: 'API_TOKEN',
  exportRoot: 'EXPORT_ROOT',
  dataRoot: 'DATA_ROOT',
  logRoot: 'LOG_ROOT',
  storeId: 'STORE_ID',
};

/** The settings given as flags, as the configuration takes them. */
export function toSettingFlags(options: CommonOptions): Partial<Record<SettingName, string>> {
  const given = Object.entries(options).flatMap(([flag, value]) => {
    const name = SETTING_OF_FLAG[flag];
    return name === undefined || typeof value !== 'string' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(given);
}
