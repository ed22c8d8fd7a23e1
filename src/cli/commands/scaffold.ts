import { Command } from 'commander';
import { commandWith } from '../common-options.ts';
import { type OutputOptions, printData } from '../output.ts';

/** What all kinds of scaffolding are told. */
export interface ScaffoldOptions extends OutputOptions {
  readonly dryRun?: boolean;
  readonly dir?: string;
}

/** What `scaffold endpoint` is told. */
export interface ScaffoldEndpointOptions extends ScaffoldOptions {
  readonly from: string;
  readonly path?: string;
  readonly name?: string;
  readonly table?: string;
  readonly key?: string;
  readonly time?: string;
  readonly grain?: string;
  readonly dimension?: boolean;
}

/** What `scaffold mart` is told. */
export interface ScaffoldMartOptions extends ScaffoldOptions {
  readonly fromFact: string;
  readonly grain: string;
  readonly measure?: string;
}

/** What `scaffold check` is told. */
export interface ScaffoldCheckOptions extends ScaffoldOptions {
  readonly family: string;
  readonly fact?: string;
  readonly mart?: string;
}

/** Commands that write source files to start from. */
export function scaffoldCommand(): Command {
  const endpoint = scaffolding('endpoint', 'write a new endpoint, its table and its test from an answer of upstream')
    .requiredOption('--from <file>', 'the answer, one JSON file as upstream sent it')
    .option('--path <path>', 'path of the request, as in /Site/GetEntryList')
    .option('--name <name>', 'what a record is, in Chinese')
    .option('--table <table>', 'name of the ODS table; default after the path or the file')
    .option('--key <field>', 'field that tells records apart; default the likeliest')
    .option('--time <field>', 'field that tells the business day; default the likeliest')
    .option('--grain <text>', 'what one row is')
    .option('--dimension', 'the records describe something that has a history: make a dimension, not a fact')
    .action(endpointAction);
  const mart = scaffolding('mart', 'write a mart that adds a fact up, and its test')
    .argument('<name>', 'name, as in entries-by-day')
    .requiredOption('--from-fact <table>', 'the fact to add up')
    .option('--grain <columns>', 'what a row is: day, and columns of the fact, comma separated', 'day')
    .option('--measure <columns>', 'columns to add up, comma separated; default the first amounts')
    .action(martAction);
  const check = scaffolding('check', 'write a check to start from, and a test that breaks its rule')
    .argument('<id>', 'id, as in house.free_play')
    .requiredOption('--family <family>', 'what kind of promise it keeps: law, structure, relation …')
    .option('--fact <table>', 'the fact it looks at')
    .option('--mart <table>', 'the mart it looks at')
    .action(checkAction);
  const command = new Command('scaffold').description('write source files to start from, in a checkout of the sources');
  for (const kind of [endpoint, mart, check]) command.addCommand(kind);
  return command;
}

function scaffolding(name: string, description: string): Command {
  return commandWith(name, description)
    .option('--dry-run', 'print what would be written, and write nothing')
    .option('--dir <dir>', 'the checkout to write to; default the one this program is part of');
}

async function endpointAction(options: ScaffoldEndpointOptions): Promise<void> {
  const { scaffoldEndpoint } = await import('../actions/scaffold-action.ts');
  const { renderScaffold } = await import('../render/scaffold.ts');
  const report = scaffoldEndpoint(options);
  printData(options, report, () => renderScaffold(report));
}

async function martAction(name: string, options: ScaffoldMartOptions): Promise<void> {
  const { scaffoldMart } = await import('../actions/scaffold-action.ts');
  const { renderScaffold } = await import('../render/scaffold.ts');
  const report = scaffoldMart(name, options);
  printData(options, report, () => renderScaffold(report));
}

async function checkAction(id: string, options: ScaffoldCheckOptions): Promise<void> {
  const { scaffoldCheck } = await import('../actions/scaffold-action.ts');
  const { renderScaffold } = await import('../render/scaffold.ts');
  const report = scaffoldCheck(id, options);
  printData(options, report, () => renderScaffold(report));
}
