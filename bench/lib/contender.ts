import { text } from 'node:stream/consumers';
import type { ProcessCost } from './child.ts';

/** Measures one piece of work of this process. */
export type Stopwatch = <T>(work: () => Promise<T>) => Promise<T>;

/** The frame of a contender: reads its job from stdin, runs it, writes its result with what the process cost. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it names the job that the parent sends
export async function contend<J, R extends object>(run: (job: J, measure: Stopwatch) => Promise<R>): Promise<void> {
  const job = JSON.parse(await text(process.stdin)) as J;
  let measured: Omit<ProcessCost, 'rssMb'> | undefined;
  const result = await run(job, async (work) => {
    const cpuBefore = process.cpuUsage();
    const startedAt = performance.now();
    const value = await work();
    const ms = performance.now() - startedAt;
    const { user, system } = process.cpuUsage(cpuBefore);
    measured = { ms, cpuMs: (user + system) / 1000 };
    return value;
  });
  if (measured === undefined) throw new Error('the contender measured nothing');
  const rssMb = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(`${JSON.stringify({ ...result, ...measured, rssMb })}\n`);
}
