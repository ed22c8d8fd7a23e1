import { type Command, Option } from 'commander';
import { CHANNEL_NAMES, type ChannelName } from '../../notify/message.ts';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printData } from '../output.ts';

export interface AlertTestOptions extends CommonOptions {
  readonly channel?: ChannelName;
}

interface AlertListOptions extends CommonOptions {
  readonly all?: boolean;
}

export function alertsCommand(): Command {
  return withSettings(commandWith('alerts', 'list what somebody has to know, and whom it was told (alerts list)'))
    .option('--all', 'what is over as well')
    .action(listAction)
    .addCommand(
      withSettings(commandWith('list', 'list what somebody has to know, and whom it was told'))
        .option('--all', 'what is over as well')
        .action((_: AlertListOptions, command: Command) => listAction(command.optsWithGlobals())),
    )
    .addCommand(
      withSettings(
        commandWith('check', 'look now at all stores, and tell every channel what it has not been told'),
      ).action((_: CommonOptions, command: Command) => checkAction(command.optsWithGlobals())),
    )
    .addCommand(
      withSettings(commandWith('test', 'send a test message to each channel'))
        .addOption(new Option('--channel <name>', 'only this one').choices(CHANNEL_NAMES))
        .action((_: AlertTestOptions, command: Command) => testAction(command.optsWithGlobals())),
    );
}

async function listAction(options: AlertListOptions): Promise<void> {
  const { executeAlertList } = await import('../actions/alerts-action.ts');
  const { renderAlerts } = await import('../render/alerts.ts');
  const alerts = await executeAlertList(options, options.all === true);
  printData(options, { alerts }, () => renderAlerts(alerts));
}

async function checkAction(options: CommonOptions): Promise<void> {
  const { executeAlertCheck } = await import('../actions/alerts-action.ts');
  const { renderAlertCheck } = await import('../render/alerts.ts');
  const checked = await executeAlertCheck(options);
  printData(options, checked, () => renderAlertCheck(checked));
  if (checked.channels.some(({ error }) => error !== null)) process.exitCode = EXIT.failure;
}

async function testAction(options: AlertTestOptions): Promise<void> {
  const { executeAlertTest } = await import('../actions/alerts-action.ts');
  const { renderDeliveries } = await import('../render/alerts.ts');
  const channels = await executeAlertTest(options);
  printData(options, { channels }, () => renderDeliveries(channels));
  if (channels.some(({ error }) => error !== null)) process.exitCode = EXIT.failure;
}
