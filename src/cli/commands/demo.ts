import type { Command } from 'commander';
import { commandWith } from '../common-options.ts';
import { exitCodeOfRun } from '../exit-codes.ts';
import { type OutputOptions, printData, taskTeller, tell } from '../output.ts';

interface DemoOptions extends OutputOptions {
  readonly days: string;
  readonly keep?: boolean;
  readonly serve?: boolean;
  readonly port: string;
}

export function demoCommand(): Command {
  return commandWith('demo', 'see it work: simulated hall, embedded database, a full load, in a scratch folder')
    .option('--days <n>', 'days of history to load', '7')
    .option('--keep', 'leave the scratch folder and its database for a look')
    .option('--serve', 'then show it in the dashboard, until Ctrl-C')
    .option('--port <n>', 'port of the dashboard; 0 takes any that is free', '8790')
    .action(demoAction);
}

async function demoAction(options: DemoOptions): Promise<void> {
  const { runDemo } = await import('../actions/demo-action.ts');
  const { renderDemo } = await import('../render/demo.ts');
  const { toResultData } = await import('../../quality/report/result-data.ts');
  const { serveUntilStopped, toServeOptions } = await import('../actions/serve-action.ts');
  const served = options.serve === true ? toServeOptions({ port: options.port, host: '127.0.0.1' }) : null;
  await runDemo(options, {
    say: (line) => tell(options, line),
    onTaskEnd: await taskTeller(options),
    onLoaded: async (demo, place) => {
      printData(options, { ...demo, checks: demo.checks.map(toResultData) }, () => renderDemo(demo));
      process.exitCode = exitCodeOfRun(demo.first);
      if (served !== null) await serveUntilStopped(place, served, { ...options, json: false });
    },
  });
}
