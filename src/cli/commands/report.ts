import { type Command, Option } from 'commander';
import type { Language } from '../../base/language.ts';
import { type CommonOptions, commandWith, languageOption, storesOption, withSettings } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printReport, tell } from '../output.ts';

/** Forms a daily report can have. */
const DAILY_FORMATS = ['text', 'html', 'json'] as const;

export interface DailyReportOptions extends CommonOptions {
  readonly date?: string;
  readonly stores?: string;
  readonly format: (typeof DAILY_FORMATS)[number];
  readonly output?: string;
  readonly send?: boolean;
  readonly lang?: Language;
}

export function reportCommand(): Command {
  const daily = withSettings(
    commandWith(
      'daily',
      'the figures of a business day: consumption, recognised revenue, cash, what is owed to members',
    ),
  )
    .option('--date <day>', 'business day; default the last one of each store that is over')
    .addOption(storesOption())
    .addOption(new Option('--format <name>', 'form of the report').choices(DAILY_FORMATS).default('text'))
    .addOption(languageOption('; default ALERT_LANG'))
    .option('--output <file>', 'write it into this file instead of stdout')
    .option('--send', 'send it to the channels of the alerts as well, a message a store')
    .action(dailyAction);
  return commandWith('report', 'reports for people (report daily)').addCommand(daily);
}

async function dailyAction(options: DailyReportOptions): Promise<void> {
  const { executeDailyReport } = await import('../actions/daily-report-action.ts');
  const { sent, ...written } = await executeDailyReport(options);
  printReport(options, written);
  for (const { siteId, channel, error } of sent) {
    if (error === null) tell(options, `store ${siteId}: sent by ${channel}`);
    else process.stderr.write(`error: store ${siteId}: not sent by ${channel}: ${error}\n`);
  }
  if (sent.some(({ error }) => error !== null)) process.exitCode = EXIT.failure;
}
