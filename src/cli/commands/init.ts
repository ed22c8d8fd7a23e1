import type { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

interface InitOptions extends CommonOptions {
  readonly drop?: boolean;
  readonly yes?: boolean;
  readonly plan?: boolean;
  readonly distribute?: boolean;
}

export function initCommand(): Command {
  return withSettings(commandWith('init', 'create the schemas, or bring them up to date; nothing is removed'))
    .option('--plan', 'only print the SQL that would run')
    .option(
      '--drop',
      'remove the data of all layers first (needs --yes or --plan); the archive stays and can be replayed',
    )
    .option('--yes', 'yes, really')
    .option('--distribute', 'spread the data tables over the machines of a Citus cluster, by store')
    .action(initAction);
}

async function initAction(options: InitOptions): Promise<void> {
  const { initSchemas } = await import('../actions/init-action.ts');
  const result = await initSchemas(options);
  printData(options, result, () =>
    options.plan === true ? result.statements.join(';\n\n') || 'nothing to do' : result.summary,
  );
}
