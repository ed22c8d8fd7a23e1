import type { Command } from 'commander';
import { type CommonOptions, commandWith, exportRootOption, storesOption, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

export interface ExportOptions extends CommonOptions {
  readonly layer?: string;
  readonly format?: string;
  readonly from?: string;
  readonly to?: string;
  readonly stores?: string;
  readonly columns?: string;
  readonly output?: string;
  readonly personal?: boolean;
  readonly excel?: boolean;
  readonly formulas?: boolean;
}

export function exportCommand(): Command {
  return withSettings(commandWith('export', 'write tables into files, all as of one moment'))
    .argument('[tables...]', "names such as dws_site_day_summary, or patterns such as 'dws_*'")
    .option('--layer <layer>', 'all tables of ods, dwd or dws')
    .option('--format <name>', 'csv, jsonl or parquet; default that of the file of --output, else csv')
    .option('--from <day>', 'first business day; default the first there is')
    .option('--to <day>', 'last business day, included; default the last there is')
    .addOption(storesOption('default all'))
    .option('--columns <names>', 'columns, comma separated; default all')
    .option('--output <path>', 'folder, or for one table a file; default EXPORT below EXPORT_ROOT')
    .option('--personal', 'personal data of members and assistants too')
    .option('--excel', 'csv: long numbers as ="…" and times without zone, for people who open it in Excel')
    .option('--formulas', 'csv: leave texts that look like formulas as they are')
    .addOption(exportRootOption())
    .action(exportAction);
}

async function exportAction(tables: readonly string[], options: ExportOptions): Promise<void> {
  const { executeExport } = await import('../actions/export-action.ts');
  const { renderExport } = await import('../render/export.ts');
  const report = await executeExport(tables, options);
  printData(options, report, () => renderExport(report));
}
