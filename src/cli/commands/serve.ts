import type { Command } from 'commander';
import { type CommonOptions, commandWith, withSettings } from '../common-options.ts';

/** What `serve` is told. */
export interface ServeCommandOptions extends CommonOptions {
  readonly port: string;
  readonly host: string;
  readonly publicUrl?: string;
}

export function serveCommand(): Command {
  return withSettings(commandWith('serve', 'the dashboard in the browser: figures, trends, and why they are so'))
    .option('--port <n>', 'port to listen at; 0 takes any that is free', '8790')
    .option('--host <address>', 'address to listen at; any but this machine needs users with passwords', '127.0.0.1')
    .option('--public-url <url>', 'address under which browsers reach it through a proxy with TLS')
    .action(serveAction);
}

async function serveAction(options: ServeCommandOptions): Promise<void> {
  const { executeServe } = await import('../actions/serve-action.ts');
  await executeServe(options);
}
