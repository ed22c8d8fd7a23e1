import type { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

interface StatusOptions extends CommonOptions {
  readonly gaps?: boolean;
}

export function statusCommand(): Command {
  return withSettings(commandWith('status', 'show how far every task has read, and how its last run ended'))
    .option('--gaps', 'list the time ranges that have not been read completely')
    .action(statusAction);
}

async function statusAction(options: StatusOptions): Promise<void> {
  const { readStatus } = await import('../../orchestration/status.ts');
  const { withWorkplace } = await import('../workplace.ts');
  const { renderStatus, renderGaps } = await import('../render/status.ts');
  const status = await withWorkplace(options, (place) => readStatus(place.database.pool));
  if (options.gaps === true) printData(options, { gaps: status.gaps }, () => renderGaps(status.gaps));
  else printData(options, status, () => renderStatus(status));
}
