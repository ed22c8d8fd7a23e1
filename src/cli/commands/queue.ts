import type { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';
import { printData } from '../output.ts';

/** Who is at work, and on what. */
export function queueCommand(): Command {
  return withSettings(commandWith('queue', 'list the workers and the jobs that wait or run')).action(listAction);
}

async function listAction(options: CommonOptions): Promise<void> {
  const { executeQueue } = await import('../actions/queue-action.ts');
  const { renderQueue } = await import('../render/queue.ts');
  const queue = await executeQueue(options);
  printData(options, queue, () => renderQueue(queue));
}
