import type { Command } from 'commander';
import { commandWith } from '../common-options.ts';
import { type OutputOptions, printData } from '../output.ts';

/** The command that says what a code means, in both languages. */
export function explainCommand(): Command {
  return commandWith('explain', 'say what a code means: of an error, a task, a quarantine rule, an exit (代码含义)')
    .argument('[code]', 'the code, as in DB_UNREACHABLE, missing_key or 75; default a list of all')
    .action(explainAction);
}

async function explainAction(code: string | undefined, options: OutputOptions): Promise<void> {
  const { findEntry } = await import('../../guide/find-entry.ts');
  const { CHAPTERS } = await import('../../guide/chapters.ts');
  const { renderChapters, renderEntry } = await import('../render/explain.ts');
  if (code === undefined) return printData(options, CHAPTERS, () => renderChapters(CHAPTERS));
  const entry = findEntry(code);
  printData(options, entry, () => renderEntry(entry));
}
