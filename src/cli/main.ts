import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { didYouMean } from '../base/nearest-name.ts';
import { alertsCommand } from './commands/alerts.ts';
import { backfillCommand } from './commands/backfill.ts';
import { compareCommand } from './commands/compare.ts';
import { configCommand } from './commands/config.ts';
import { contractCommand } from './commands/contract.ts';
import { dbCommand } from './commands/db.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand } from './commands/export.ts';
import { historyCommand } from './commands/history.ts';
import { importLegacyCommand } from './commands/import-legacy.ts';
import { initCommand } from './commands/init.ts';
import { lineageCommand } from './commands/lineage.ts';
import { martsCommand } from './commands/marts.ts';
import { planCommand } from './commands/plan.ts';
import { pruneCommand } from './commands/prune.ts';
import { qualityCommand } from './commands/quality.ts';
import { quarantineCommand } from './commands/quarantine.ts';
import { queueCommand } from './commands/queue.ts';
import { replayCommand } from './commands/replay.ts';
import { reportCommand } from './commands/report.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { scaffoldCommand } from './commands/scaffold.ts';
import { scheduleCommand } from './commands/schedule.ts';
import { serveCommand } from './commands/serve.ts';
import { simulateCommand } from './commands/simulate.ts';
import { statusCommand } from './commands/status.ts';
import { storesCommand } from './commands/stores.ts';
import { traceCommand } from './commands/trace.ts';
import { usersCommand } from './commands/users.ts';
import { workerCommand } from './commands/worker.ts';
import { EXIT, exitCodeOfError } from './exit-codes.ts';
import { printError } from './output.ts';

/** Commands import what they need when they run, so that help and status start fast. */
function buildProgram(): Command {
  const program = new Command('feiqiu-etl')
    .description('Loads the data of billiard halls from the Feiqiu API into PostgreSQL (台球门店数据 ETL)')
    .version(readVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command');
  program.addCommand(runCommand(), { isDefault: true });
  const others = [
    planCommand(),
    statusCommand(),
    runsCommand(),
    scheduleCommand(),
    workerCommand(),
    queueCommand(),
    backfillCommand(),
    replayCommand(),
    importLegacyCommand(),
    compareCommand(),
    historyCommand(),
    initCommand(),
    doctorCommand(),
    contractCommand(),
    storesCommand(),
    martsCommand(),
    qualityCommand(),
    quarantineCommand(),
    alertsCommand(),
    reportCommand(),
    traceCommand(),
    serveCommand(),
    usersCommand(),
    lineageCommand(),
    exportCommand(),
    pruneCommand(),
    configCommand(),
    dbCommand(),
    scaffoldCommand(),
    explainCommand(),
    simulateCommand(),
    demoCommand(),
  ];
  for (const command of others) program.addCommand(command);
  inheritBehaviour(program);
  return program;
}

/** Usage errors must reach us as exceptions in every command, however deep. */
function inheritBehaviour(command: Command): void {
  command.exitOverride().configureOutput({ outputError: (text, write) => write(`${toOneLine(command, text)}\n`) });
  for (const child of command.commands) inheritBehaviour(child.copyInheritedSettings(command));
}

/** The mistake, the nearest name, and where to read what is allowed: one line, as every other error. */
function toOneLine(command: Command, text: string): string {
  const said = text.startsWith('error: too many arguments') ? surplusOf(command) : text;
  return `${said.trim().replaceAll(/\s*\n\s*/g, ' ')}; run with --help for what is allowed`;
}

/** The library only counts. What was typed is not repeated: it may be a password. */
function surplusOf(command: Command): string {
  const { args, registeredArguments, commands, parent } = command;
  const taken = registeredArguments.map((argument) => argument.name().toUpperCase()).join(' ') || 'nothing but options';
  // "users ad" is taken for "users list ad".
  const isDefault = commands.length === 0 && registeredArguments.length === 0;
  const owner = isDefault && parent?.parent ? parent : command;
  const names = owner.commands.map((child) => child.name());
  const near = didYouMean(args[0] ?? '', names);
  const children = names.length === 0 ? '' : `.${near} Commands of "${owner.name()}": ${names.join(', ')}`;
  return `error: "${command.name()}" takes ${taken}, and got ${args.length} word${args.length === 1 ? '' : 's'}${children}`;
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}

/** A word that is no command would otherwise be taken for an argument of the default command. */
function assertKnownCommand(program: Command, words: readonly string[]): void {
  const [first] = words;
  if (first === undefined || first.startsWith('-')) return;
  const names = ['help', ...program.commands.map((command) => command.name())];
  if (names.includes(first)) return;
  throw new CommanderError(
    EXIT.usage,
    'feiqiu.unknownCommand',
    `error: no command ${JSON.stringify(first)}.${didYouMean(first, names)} Commands: ${names.join(', ')}`,
  );
}

async function main(words: readonly string[]): Promise<void> {
  try {
    const program = buildProgram();
    assertKnownCommand(program, words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version end this way as well, with exit code 0.
      if (error.code === 'feiqiu.unknownCommand') process.stderr.write(`${error.message}\n`);
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    printError({ json: words.includes('--json') }, error);
    process.exitCode = exitCodeOfError(error);
  }
}

await main(process.argv.slice(2));
