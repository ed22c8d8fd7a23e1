import { type Command, Option } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';

/** Forms a daily report can have. */
export const DAILY_FORMATS = ['text', 'html', 'json'] as const;

export interface DailyReportOptions extends CommonOptions {
  readonly date?: string;
  readonly stores?: string;
  readonly format: (typeof DAILY_FORMATS)[number];
  readonly output?: string;
  readonly send?: boolean;
  readonly lang?: 'zh' | 'en';
}

export function reportCommand(): Command {
  const daily = withSettings(
    commandWith(
      'daily',
      'the figures of a business day: consumption, recognised revenue, cash, what is owed to members',
    ),
  )
    .option('--date <day>', 'business day; default the last one of each store that is over')
    .option('--stores <ids>', 'store ids, comma separated; default all enabled stores')
    .addOption(new Option('--format <format>', 'form of the report').choices(DAILY_FORMATS).default('text'))
    .addOption(new Option('--lang <language>', 'language; default ALERT_LANG').choices(['zh', 'en']))
    .option('--output <file>', 'write it to a file instead of printing it')
    .option('--send', 'send it to the channels of the alerts as well, a message a store')
    .action(dailyAction);
  return commandWith('report', 'reports for people (report daily)').addCommand(daily);
}

async function dailyAction(options: DailyReportOptions): Promise<void> {
  const { executeDailyReport } = await import('../actions/daily-report-action.ts');
  const { text, writtenTo, sent } = await executeDailyReport(options);
  const say = (line: string): void => {
    if (options.quiet !== true) process.stderr.write(`${line}\n`);
  };
  if (writtenTo === null) process.stdout.write(`${text}\n`);
  else say(`report written to ${writtenTo}`);
  for (const { siteId, channel, error } of sent) {
    if (error === null) say(`store ${siteId}: sent by ${channel}`);
    else process.stderr.write(`error: store ${siteId}: not sent by ${channel}: ${error}\n`);
  }
  if (sent.some(({ error }) => error !== null)) process.exitCode = EXIT.failure;
}
