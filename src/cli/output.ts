import { EtlError, messageOf } from '../base/errors.ts';
import type { TaskReport } from '../orchestration/run-report.ts';

/** What every command is told about how to speak. */
export interface OutputOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** A report as text, and the file it was written to, if it was. */
export interface WrittenText {
  readonly text: string;
  readonly writtenTo: string | null;
}

/** stdout carries data and nothing else, so that it can be piped; all talk goes to stderr. */
export function printData(options: OutputOptions, value: unknown, toText: () => string): void {
  process.stdout.write(options.json === true ? `${JSON.stringify(value, null, 2)}\n` : `${toText()}\n`);
}

/** A line of progress, unless nobody wants any. */
export function tell(options: OutputOptions, line: string): void {
  if (options.quiet !== true) process.stderr.write(`${line}\n`);
}

/** Tells how each task ended; the words are loaded here, so that `--help` does without them. */
export async function taskTeller(options: OutputOptions): Promise<(report: TaskReport) => void> {
  const { renderTaskEnd } = await import('./render/run.ts');
  return (report) => tell(options, renderTaskEnd(report));
}

/** A report of a form of its own: on stdout, or in a file, which is then told. */
export function printReport(options: OutputOptions, { text, writtenTo }: WrittenText): void {
  if (writtenTo === null) process.stdout.write(`${text}\n`);
  else tell(options, `report written to ${writtenTo}`);
}

/** An error as a person, or with --json a program, should get it. The stack is shown only for what nobody foresaw. */
export function printError(options: OutputOptions, error: unknown): void {
  if (options.json === true) {
    const known = error instanceof EtlError ? { code: error.code, phase: error.phase, details: error.details } : {};
    process.stdout.write(`${JSON.stringify({ error: { message: messageOf(error), ...known } }, null, 2)}\n`);
  }
  process.stderr.write(`error: ${messageOf(error)}\n`);
  // For eyes only: what reads stderr by program gets the one line.
  if (error instanceof EtlError && process.stderr.isTTY) {
    process.stderr.write(`more about it: feiqiu-etl explain ${error.code}\n`);
  }
  if (!(error instanceof EtlError) && error instanceof Error) {
    process.stderr.write(`this is a fault of the program; please report it with these lines\n${error.stack ?? ''}\n`);
  }
}
