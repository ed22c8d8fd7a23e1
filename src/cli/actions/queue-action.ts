import { type QueueState, readQueue } from '../../orchestration/queue/job-queue.ts';
import type { CommonOptions } from '../common-options.ts';
import { withReadingPlace } from '../workplace.ts';

/** The queue as it is now; empty where none was ever used. */
export async function executeQueue(options: CommonOptions): Promise<QueueState> {
  return (await withReadingPlace(options, ({ db }) => readQueue(db))) ?? { workers: [], jobs: [] };
}
