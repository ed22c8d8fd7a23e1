import type { Command } from 'commander';
import { type CommonOptions, commandWith, withUpstream } from '../common-options.ts';

export interface WorkerOptions extends CommonOptions {
  readonly concurrency?: string;
}

/** One of any number of processes that do what the scheduler put into the queue. */
export function workerCommand(): Command {
  return withUpstream(commandWith('worker', 'stay, and do what "schedule --queue" puts into the queue'))
    .option('--concurrency <n>', 'stores worked on at the same time (default SCHEDULE_STORES)')
    .action(workAction);
}

async function workAction(options: WorkerOptions): Promise<void> {
  const { executeWorker } = await import('../actions/worker-action.ts');
  await executeWorker(options);
}
