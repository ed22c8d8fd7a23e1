import { Command } from 'commander';
import { AUTO_RUN_PRESETS } from './presets.ts';
import { runCommand, runTool } from './run-command.ts';
import { buildTestCommand, overlay } from './test-command.ts';

/** Runs presets one after the other, all of them even when one fails; the exit code is that of the worst. */
export function runPresets(words: readonly string[]): Promise<number> {
  const program = new Command('npm run tests:presets --')
    .description('run presets of tests one after the other')
    .option('--preset <names...>', `presets; default ${AUTO_RUN_PRESETS.join(', ')}`)
    .option('--dry-run', 'only print the commands');
  return runTool(program, words, async () => {
    const { preset = AUTO_RUN_PRESETS, dryRun = false } = program.opts<{ preset?: string[]; dryRun?: boolean }>();
    const commands = preset.map((name) => ({ name, command: buildTestCommand(overlay([name], {}), process.env) }));
    const codes: number[] = [];
    for (const { name, command } of commands) {
      process.stdout.write(`\n> ${name}\n`);
      codes.push(await runCommand(command, { dryRun }));
    }
    return Math.max(0, ...codes);
  });
}
