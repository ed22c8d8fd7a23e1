import { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

export interface BusinessDayOptions extends CommonOptions {
  readonly hour: string;
  readonly zone?: string;
  readonly from?: string;
  readonly yes?: boolean;
  readonly wait?: string | boolean;
}

/** Commands about the stores that are loaded. */
export function storesCommand(): Command {
  return new Command('stores')
    .description('the stores that are loaded, and when their business days start')
    .addCommand(withSettings(commandWith('list', 'list the stores')).action(listAction), { isDefault: true })
    .addCommand(
      withSettings(
        commandWith('business-day', 'start the business days of a store at another hour; without --yes only show it'),
      )
        .argument('<store>', 'id of the store')
        .requiredOption('--hour <n>', 'hour of the wall clock at which a business day starts, 0 to 23')
        .option('--zone <name>', 'zone of that clock; default as before')
        .option('--from <day>', 'first business day it holds for, or "ever"; default the next one')
        .option('--yes', 'write it')
        .option('--wait [seconds]', 'wait for another run of the store instead of ending with code 75')
        .action(businessDayAction),
    );
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
