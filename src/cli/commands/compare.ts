import type { Command } from 'commander';
import { Option } from 'commander';
import type { Language } from '../../base/language.ts';
import { type CommonOptions, commandWith, languageOption, withSettings } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printReport } from '../output.ts';

/** Forms a comparison can be written in. */
const FORMATS = ['table', 'json', 'html'] as const;

export interface CompareCommandOptions extends CommonOptions {
  readonly left: string;
  readonly right?: string;
  readonly schemaLeft: string;
  readonly schemaRight: string;
  readonly tables?: string;
  readonly mapping?: string;
  readonly keys?: string;
  readonly timeColumn?: string;
  readonly from?: string;
  readonly to?: string;
  readonly timezone?: string;
  readonly tolerance: string;
  readonly sample: string;
  readonly format: (typeof FORMATS)[number];
  readonly lang: Language;
  readonly output?: string;
}

export function compareCommand(): Command {
  return withSettings(commandWith('compare', 'compare two databases table by table; nothing is written to either'))
    .requiredOption('--left <dsn>', 'one database, as a rule the old one (leave the password to PGPASSWORD or pgpass)')
    .option('--right <dsn>', 'the other one; default ours')
    .option('--schema-left <name>', 'schema on the left', 'billiards')
    .option('--schema-right <name>', 'schema on the right', 'billiards')
    .option('--tables <names>', 'only these tables, by their names on either side, * for anything')
    .option('--mapping <file>', 'JSON file: which table and column is which, keys, casts, what to leave out')
    .option('--keys <columns>', 'columns that tell rows apart, by their names on the left; default the primary key')
    .option('--time-column <name>', 'column that --from and --to are about, where --mapping names none')
    .option('--from <time>', 'rows from this day or time on (2026-01-02 or "2026-01-02 08:00:00")')
    .option('--to <time>', 'rows before this time; a day is included')
    .option('--timezone <zone>', 'zone of --from and --to; default TIMEZONE')
    .option('--tolerance <number>', 'numbers that differ by no more are equal', '0')
    .option('--sample <n>', 'rows of each kind to show of each table', '5')
    .addOption(new Option('--format <name>', 'form of the report').choices(FORMATS).default('table'))
    .addOption(languageOption().default('zh'))
    .option('--output <file>', 'write it into this file instead of stdout')
    .action(compareAction);
}

async function compareAction(options: CompareCommandOptions): Promise<void> {
  const { executeCompare } = await import('../actions/compare-action.ts');
  const { comparison, ...written } = await executeCompare(options);
  printReport(options, written);
  if (!comparison.equal) process.exitCode = EXIT.different;
}
