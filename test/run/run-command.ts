import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Command, CommanderError } from 'commander';
import { EtlError } from '../../src/base/errors.ts';
import { describeCommand, ROOT, type TestCommand } from './test-command.ts';

/** Runs the tests of a command on our terminal; resolves with the exit code. In a dry run it is only printed. */
export function runCommand(command: TestCommand, { dryRun }: { readonly dryRun: boolean }): Promise<number> {
  process.stdout.write(`${describeCommand(command)}\n`);
  if (dryRun) return Promise.resolve(0);
  const temporary = command.env['TEST_JSON_TEMP_DIR'];
  if (temporary !== undefined) mkdirSync(temporary, { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(ROOT, 'scripts', 'test.mjs'), ...command.args], {
      cwd: ROOT,
      env: { ...process.env, ...command.env },
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Parses and runs one of the test tools; a mistake of the user is one line and code 2. */
export async function runTool(
  program: Command,
  words: readonly string[],
  work: () => Promise<number>,
): Promise<number> {
  try {
    program.exitOverride().configureOutput({
      outputError: (text, write) =>
        write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}; --help tells what is allowed\n`),
    });
    program.parse(words, { from: 'user' });
    return await work();
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof EtlError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    return 2;
  }
}
