import type { Command } from 'commander';
import { type CommonOptions, commandWith, storesOption, withSettings } from '../common-options.ts';
import { EXIT } from '../exit-codes.ts';
import { printData } from '../output.ts';

/** What `trace` is told. */
export interface TraceOptions extends CommonOptions {
  readonly stores?: string;
  readonly archive?: string;
  readonly record?: boolean;
}

export function traceCommand(): Command {
  return withSettings(commandWith('trace', 'follow a row back to its record, the archived answer and the request'))
    .argument('<table>', 'a fact, a dimension or an ODS table')
    .argument('[key...]', 'values of its key in order, or column=value; version=N for a version of a dimension')
    .addOption(storesOption('needed where several stores have the row'))
    .option('--archive <dir>', 'look for the answer here, before EXPORT_ROOT and JSON_DOC_DIR')
    .option('--record', 'print the record as received as well')
    .action(traceAction);
}

async function traceAction(table: string, key: readonly string[], options: TraceOptions): Promise<void> {
  const { executeTrace } = await import('../actions/trace-action.ts');
  const { renderTrace } = await import('../render/trace.ts');
  const trace = await executeTrace({ table, key }, options);
  printData(options, trace, () => renderTrace(trace, { withRecord: options.record === true }));
  if (trace.answer?.state === 'damaged') process.exitCode = EXIT.failure;
}
