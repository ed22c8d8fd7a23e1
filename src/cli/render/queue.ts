import type { QueueState } from '../../orchestration/queue/job-queue.ts';
import { renderTable } from './table.ts';

/** Workers first, then jobs: those that run, then those that wait, in the order in which they are taken. */
export function renderQueue({ workers, jobs }: QueueState): string {
  if (workers.length === 0 && jobs.length === 0)
    return 'no worker and no job: "feiqiu-etl schedule --queue" puts jobs in, "feiqiu-etl worker" does them';
  const waiting = jobs.filter(({ state }) => state === 'waiting').length;
  return [
    renderTable(workers, [
      { head: 'worker', value: (one) => one.worker },
      { head: 'running', value: (one) => `${one.running} of ${one.concurrency}` },
      { head: 'since', value: (one) => one.startedAt },
      { head: 'sign of life', value: (one) => `${one.silentSeconds} s ago` },
    ]),
    renderTable(jobs.slice(0, MOST_JOBS), [
      { head: 'store', value: (one) => one.siteId },
      { head: 'lane', value: (one) => one.lane },
      { head: 'state', value: (one) => one.state },
      { head: 'since', value: (one) => one.since },
      { head: 'worker', value: (one) => one.worker ?? '' },
    ]),
    `${jobs.length - waiting} running, ${waiting} waiting${jobs.length > MOST_JOBS ? `; ${MOST_JOBS} of them are shown, --json has all` : ''}`,
  ].join('\n');
}

const MOST_JOBS = 50;
