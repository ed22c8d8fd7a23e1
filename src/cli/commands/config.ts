import type { Command } from 'commander';
import { type CommonOptions, commandWith, toSettingFlags, withUpstream } from '../common-options.ts';
import { printData } from '../output.ts';

export function configCommand(): Command {
  const show = withUpstream(commandWith('show', 'print every setting, its value and where it came from')).action(
    showAction,
  );
  return commandWith('config', 'look at the configuration').addCommand(show);
}

async function showAction(_: CommonOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<CommonOptions>();
  const { loadConfig } = await import('../../config/load-config.ts');
  const { describeConfig } = await import('../../config/describe-config.ts');
  const { renderTable } = await import('../render/table.ts');
  const config = loadConfig({ flags: toSettingFlags(options) });
  for (const warning of config.warnings) process.stderr.write(`warning: ${warning}\n`);
  const rows = describeConfig(config);
  printData(options, { settings: rows }, () =>
    renderTable(rows, [
      { head: 'setting', value: (row) => row.key },
      { head: 'value', value: (row) => row.value },
      { head: 'from', value: (row) => row.layer },
      { head: 'meaning', value: (row) => row.en },
    ]),
  );
}
