import { type Command, Option } from 'commander';
import { type CommonOptions, commandWith, storesOption, withSettings, withUpstream } from '../common-options.ts';
import { printData } from '../output.ts';

export interface ScheduleOptions extends CommonOptions {
  readonly once?: boolean;
  readonly queue?: boolean;
  readonly stores?: string;
}

export interface ScheduleSetOptions extends CommonOptions {
  readonly stores?: string;
  readonly action?: 'load' | 'report' | 'prune';
  readonly cron?: string;
  readonly tasks?: string;
  readonly reread?: string;
  readonly slice?: string;
  readonly spread?: string;
  readonly missed?: 'once' | 'skip';
  readonly quietHours?: string;
  readonly on?: boolean;
  readonly off?: boolean;
}

/** The built-in scheduler and what it is to do. */
export function scheduleCommand(): Command {
  return withUpstream(commandWith('schedule', 'stay, and load, report and clean up when it is time'))
    .option('--once', 'do what is due now and end: for cron, systemd timers and the Windows Task Scheduler')
    .option('--queue', 'put what is due into the queue, for "feiqiu-etl worker" on any number of machines')
    .addOption(storesOption())
    .action(runAction)
    .addCommand(
      withSettings(commandWith('list', 'list the schedules of each store, how they went and when they come next'))
        .addOption(storesOption())
        .action(listAction),
    )
    .addCommand(setCommand())
    .addCommand(
      withSettings(commandWith('reset', 'give a schedule its shipped form again, or remove one of your own'))
        .argument('<name>', 'name of the schedule')
        .addOption(storesOption('default the one of all stores'))
        .action(resetAction),
    );
}

function setCommand(): Command {
  return withSettings(commandWith('set', 'change a schedule, or make one'))
    .argument('<name>', 'name of the schedule: fast, nightly, weekly, yearly, report, prune, or one of your own')
    .addOption(storesOption('default for all'))
    .addOption(new Option('--action <what>', 'what it starts').choices(['load', 'report', 'prune']))
    .option('--cron <expression>', 'when, in the zone of the store: "10 */2 * * *"')
    .option('--tasks <codes>', 'tasks or groups, as with run; "all" for all that are on')
    .option('--reread <days>', 'business days to read again besides')
    .option('--slice <days>', 'only so many of them at a time, those read longest ago; 0 for all')
    .option('--spread <minutes>', 'let every store start at a minute of its own within this span')
    .addOption(new Option('--missed <policy>', 'a missed start is made up for once, or left').choices(['once', 'skip']))
    .option('--quiet-hours <span>', 'HH:MM-HH:MM in which it does not start; "default" for QUIET_HOURS')
    .addOption(new Option('--on', 'switch it on').conflicts('off'))
    .option('--off', 'switch it off')
    .action(setAction);
}

async function runAction(options: ScheduleOptions): Promise<void> {
  const { executeSchedule } = await import('../actions/schedule-action.ts');
  await executeSchedule(options);
}

async function listAction(_: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ScheduleOptions>();
  const { executeScheduleList } = await import('../actions/schedule-action.ts');
  const { renderSchedules } = await import('../render/schedule.ts');
  const schedules = await executeScheduleList(options);
  printData(options, { schedules }, () => renderSchedules(schedules));
}

async function setAction(name: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ScheduleSetOptions>();
  const { executeScheduleSet } = await import('../actions/schedule-action.ts');
  const { renderScheduleChange } = await import('../render/schedule.ts');
  const schedule = await executeScheduleSet(name, options);
  printData(options, schedule, () => renderScheduleChange(schedule));
}

async function resetAction(name: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ScheduleOptions>();
  const { executeScheduleReset } = await import('../actions/schedule-action.ts');
  await executeScheduleReset(name, options);
  printData(options, { reset: name }, () => `schedule ${name}: as shipped`);
}
