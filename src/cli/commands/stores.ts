import { Command, Option } from 'commander';
import { type CommonOptions, commandWith, waitOption, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

export interface BusinessDayOptions extends CommonOptions {
  readonly hour: string;
  readonly timezone?: string;
  readonly from?: string;
  readonly yes?: boolean;
  readonly wait?: string | boolean;
}

export interface StoreOptions extends CommonOptions {
  readonly name?: string;
  readonly timezone?: string;
  readonly hour?: string;
  readonly historyFrom?: string;
  readonly tokenEnv?: string;
  readonly on?: boolean;
  readonly off?: boolean;
}

/** Commands about the stores that are loaded. */
export function storesCommand(): Command {
  return new Command('stores')
    .description('the stores that are loaded, and when their business days start')
    .addCommand(withSettings(commandWith('list', 'list the stores')).action(listAction), { isDefault: true })
    .addCommand(
      withStore(withSettings(commandWith('add', 'load one more store')))
        .option('--timezone <zone>', 'zone of its wall clock; default TIMEZONE')
        .option('--hour <n>', 'hour at which its business days start; default BUSINESS_DAY_START_HOUR')
        .action(addAction),
    )
    .addCommand(
      withStore(withSettings(commandWith('set', 'change what is known of a store, or switch it on or off')))
        .addOption(new Option('--on', 'load it').conflicts('off'))
        .option('--off', 'load it no more; what is stored stays')
        .action(setAction),
    )
    .addCommand(
      withSettings(
        commandWith('business-day', 'start the business days of a store at another hour; without --yes only show it'),
      )
        .argument('<store>', 'id of the store')
        .requiredOption('--hour <n>', 'hour of the wall clock at which a business day starts, 0 to 23')
        .option('--timezone <zone>', 'zone of that clock; default as before')
        .option('--from <day>', 'first business day it holds for, or "ever"; default the next one')
        .option('--yes', 'write it')
        .addOption(waitOption())
        .action(businessDayAction),
    );
}

function withStore(command: Command): Command {
  return command
    .argument('<store>', 'id of the store')
    .option('--name <text>', 'its name; default as upstream has it')
    .option('--history-from <day>', 'first business day to load; default HISTORY_FROM, or the last 7 days')
    .option('--token-env <variable>', 'NAME of the environment variable with its token; never the token itself');
}

async function addAction(store: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<StoreOptions>();
  const { executeStoreAdd } = await import('../actions/stores-action.ts');
  const { renderStores } = await import('../render/stores.ts');
  const added = await executeStoreAdd(store, options);
  printData(options, added, () => renderStores([added]));
}

async function setAction(store: string, _: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<StoreOptions>();
  const { executeStoreSet } = await import('../actions/stores-action.ts');
  const { renderStores } = await import('../render/stores.ts');
  const changed = await executeStoreSet(store, options);
  printData(options, changed, () => renderStores([changed]));
}

async function listAction(options: CommonOptions): Promise<void> {
  const { executeStoreList } = await import('../actions/stores-action.ts');
  const { renderStores } = await import('../render/stores.ts');
  const stores = await executeStoreList(options);
  printData(options, { stores }, () => renderStores(stores));
}

async function businessDayAction(store: string, options: BusinessDayOptions): Promise<void> {
  const { executeBusinessDay } = await import('../actions/stores-action.ts');
  const { renderBusinessDayChange } = await import('../render/stores.ts');
  const change = await executeBusinessDay(store, options);
  printData(options, change, () => renderBusinessDayChange(change));
}
