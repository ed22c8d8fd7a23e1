import { Command, Option } from 'commander';
import type { Language } from '../../base/language.ts';
import { type CommonOptions, commandWith, languageOption, storesOption, withSettings } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printData, printReport } from '../output.ts';

/** Options that say which checks and stores are meant. */
export interface CheckOptions extends CommonOptions {
  readonly stores?: string;
  readonly checks?: string;
  readonly family?: string;
}

export interface QualityRunOptions extends CheckOptions {
  readonly from?: string;
  readonly to?: string;
  readonly full?: boolean;
}

/** Forms a report can have. */
export const FORMATS = ['table', 'json', 'junit', 'markdown', 'html'] as const;

export interface QualityReportOptions extends CheckOptions {
  readonly format: (typeof FORMATS)[number];
  readonly output?: string;
  readonly lang: Language;
  readonly days: string;
}

export interface SnoozeOptions extends CommonOptions {
  readonly stores?: string;
  readonly until: string;
  readonly reason: string;
}

export interface BalanceOptions extends CommonOptions {
  readonly stores?: string;
  readonly by: (typeof LEVELS)[number];
  readonly all?: boolean;
}

/** How far balances are broken down. */
const LEVELS = ['card', 'member', 'store'] as const;

function withChecks(command: Command): Command {
  return withSettings(command)
    .addOption(storesOption())
    .option('--checks <ids>', 'check ids, comma separated, * for anything (SET-*,completeness.*)')
    .option('--family <names>', 'families of checks, comma separated (law, relation …)');
}

/** Commands about whether the figures can be believed. */
export function qualityCommand(): Command {
  const commands = [list(), show(), report(), balance(), snooze(), snoozes(), wake()];
  const quality = new Command('quality')
    .description('checks of the figures: whether they can be believed')
    .addCommand(run(), { isDefault: true });
  for (const command of commands) quality.addCommand(command);
  return quality;
}

const run = (): Command =>
  withChecks(commandWith('run', 'run the checks now and keep their results; nothing is computed or published'))
    .option('--from <day>', 'first business day to judge; default those with figures in the last 35 days')
    .option('--to <day>', 'last business day to judge')
    .option('--full', 'judge all days that have figures')
    .action(runAction);

const report = (): Command =>
  withChecks(commandWith('report', 'write a report of how the checks stand and of the figures of the last days'))
    .addOption(new Option('--format <name>', 'form of the report').choices(FORMATS).default('table'))
    .option('--output <file>', 'write it into this file instead of stdout')
    .addOption(languageOption().default('zh'))
    .option('--days <n>', 'business days of figures', '30')
    .action(reportAction);

const balance = (): Command =>
  withSettings(commandWith('balance', 'hold card balances against their changes, the settlements and the cards'))
    .addOption(storesOption())
    .addOption(new Option('--by <what>', 'a line for each').choices(LEVELS).default('card'))
    .option('--all', 'show those that fit, too')
    .action(balanceAction);

const list = (): Command => withChecks(commandWith('list', 'list the checks, and how each stands')).action(listAction);

const show = (): Command =>
  withSettings(commandWith('show', 'show what a check means, its SQL, its last results and the rows it found'))
    .argument('<check>', 'id of the check')
    .addOption(storesOption())
    .action(showAction);

const snooze = (): Command =>
  withSettings(
    commandWith('snooze', 'accept the violations of a check until a day; a blocking one then blocks nothing'),
  )
    .argument('<check>', 'id of the check')
    .requiredOption('--until <day>', 'last day on which they are accepted')
    .requiredOption('--reason <text>', 'why they are accepted')
    .addOption(storesOption('default in all stores'))
    .action(snoozeAction);

const snoozes = (): Command =>
  withSettings(commandWith('snoozes', 'list the checks whose violations are accepted now')).action(snoozesAction);

const wake = (): Command =>
  withSettings(commandWith('wake', 'end what snooze began'))
    .argument('<check>', 'id of the check')
    .addOption(storesOption('default wherever it is snoozed'))
    .action(wakeAction);

async function runAction(options: QualityRunOptions): Promise<void> {
  const { anyRed, executeQualityRun } = await import('../actions/quality-action.ts');
  const { renderQualityRun } = await import('../render/quality.ts');
  const { withResultData } = await import('../../quality/report/result-data.ts');
  const found = await executeQualityRun(options);
  printData(options, withResultData(found), () => renderQualityRun(found));
  if (found.stores.some(({ results }) => anyRed(results))) process.exitCode = EXIT.checkFailed;
}

async function reportAction(options: QualityReportOptions): Promise<void> {
  const { anyRed } = await import('../actions/quality-action.ts');
  const { executeQualityReport } = await import('../actions/quality-report-action.ts');
  const { report: told, ...written } = await executeQualityReport(options);
  printReport(options, written);
  if (told.stores.some(({ results }) => anyRed(results))) process.exitCode = EXIT.checkFailed;
}

async function balanceAction(options: BalanceOptions): Promise<void> {
  const { executeBalance } = await import('../actions/balance-action.ts');
  const { renderBalances } = await import('../render/balance.ts');
  const stores = await executeBalance(options);
  printData(options, { stores }, () => renderBalances(stores));
  if (stores.some(({ faulty }) => faulty > 0)) process.exitCode = EXIT.checkFailed;
}

async function listAction(options: CheckOptions): Promise<void> {
  const { executeQualityList } = await import('../actions/quality-action.ts');
  const { renderCheckList } = await import('../render/quality.ts');
  const { toResultData } = await import('../../quality/report/result-data.ts');
  const checks = await executeQualityList(options);
  const told = checks.map(({ standing, ...check }) => ({ ...check, standing: standing.map(toResultData) }));
  printData(options, { checks: told }, () => renderCheckList(checks));
}

async function showAction(id: string, options: CheckOptions): Promise<void> {
  const { executeQualityShow } = await import('../actions/quality-action.ts');
  const { renderCheck } = await import('../render/quality.ts');
  const { toResultData } = await import('../../quality/report/result-data.ts');
  const shown = await executeQualityShow(id, options);
  const told = { ...shown, standing: shown.standing.map(toResultData) };
  printData(options, told, () => renderCheck(shown));
}

async function snoozeAction(id: string, options: SnoozeOptions): Promise<void> {
  const { executeSnooze } = await import('../actions/snooze-action.ts');
  const { renderSnoozes } = await import('../render/quality.ts');
  const all = await executeSnooze(id, options);
  printData(options, { snoozes: all }, () => renderSnoozes(all));
}

async function snoozesAction(options: CommonOptions): Promise<void> {
  const { executeSnoozes } = await import('../actions/snooze-action.ts');
  const { renderSnoozes } = await import('../render/quality.ts');
  const all = await executeSnoozes(options);
  printData(options, { snoozes: all }, () => renderSnoozes(all));
}

async function wakeAction(id: string, options: CheckOptions): Promise<void> {
  const { executeWake } = await import('../actions/snooze-action.ts');
  const woken = await executeWake(id, options);
  printData(options, woken, () =>
    woken.ended === 0
      ? `${woken.checkId} was not snoozed`
      : `${woken.checkId} counts again (${woken.ended} snoozes ended)`,
  );
}
