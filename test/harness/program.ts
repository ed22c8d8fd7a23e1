import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';

const COMMANDS = new URL('../../src/cli/commands/', import.meta.url);

/** The commands and options there are, without the file that runs the program when it is read. */
export async function makeProgram(): Promise<Command> {
  const program = new Command('feiqiu-etl').addCommand(new Command('help').allowUnknownOption());
  for (const file of readdirSync(fileURLToPath(COMMANDS)).filter((name) => name.endsWith('.ts'))) {
    const made = (await import(new URL(file, COMMANDS).href)) as Record<string, () => unknown>;
    for (const [name, make] of Object.entries(made)) {
      const command = name.endsWith('Command') ? make() : undefined;
      if (command instanceof Command) program.addCommand(command);
    }
  }
  return program;
}
