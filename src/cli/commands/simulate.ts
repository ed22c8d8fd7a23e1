import { type Command, Option } from 'commander';
import { commandWith } from '../common-options.ts';
import type { OutputOptions } from '../output.ts';
import { printData } from '../output.ts';

/** What a simulated chain of halls is made from. */
export interface HallOptions extends OutputOptions {
  readonly stores: string;
  readonly seed: string;
  readonly from?: string;
  readonly days: string;
  readonly visits: string;
  readonly misbehave: string;
}

export interface ServeOptions extends HallOptions {
  readonly port: string;
  readonly latency: string;
  readonly rate?: string;
  readonly frozen?: boolean;
  readonly now?: string;
  readonly tokenTtl: string;
}

function withHall(command: Command): Command {
  return command
    .option('--stores <n>', 'how many stores', '1')
    .option('--seed <n>', 'the same seed gives the same halls', '1')
    .option('--from <date>', 'business day on which the stores open; default --days before today')
    .option('--days <n>', 'days of history', '30')
    .option('--visits <n>', 'table visits a day and store', '140')
    .option('--misbehave <list>', 'what upstream gets wrong: M-TOKEN-EXPIRY,M-429-5XX=0.05,…', '');
}

export function simulateCommand(): Command {
  const serve = withHall(commandWith('serve', 'answer the 23 endpoints over HTTP on this machine, until Ctrl-C'))
    .option('--port <n>', 'port to listen at; 0 takes any that is free', '8791')
    .option('--latency <ms>', 'how long an answer takes at least', '0')
    .option('--rate <n>', 'requests per second and token before 429')
    .option('--now <time>', 'the simulated present, "YYYY-MM-DD HH:MM:SS" in UTC+8')
    .option('--frozen', 'simulated time stands still')
    .addOption(new Option('--token-ttl <seconds>', 'how long a token lasts').default('2592000'))
    .action(serveAction);
  const archive = withHall(commandWith('archive', 'write the answers of all endpoints to a folder'))
    .argument('<dir>', 'where to write')
    .option('--plain', 'one <ods_table>.json a table instead of the archive of a real run')
    .action(archiveAction);
  return commandWith('simulate', 'the upstream API as a program of its own: invented halls, exact books')
    .addCommand(serve)
    .addCommand(archive);
}

async function serveAction(_: ServeOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ServeOptions>();
  const { serveUntilStopped } = await import('../actions/simulate-serve-action.ts');
  await serveUntilStopped(options, (served) =>
    printData(options, served, () =>
      [
        `the simulated upstream answers at ${served.url} (Ctrl-C ends it). For .env or the environment:`,
        `API_BASE=${served.url}`,
        ...served.stores.flatMap((store) => [`STORE_ID=${store.siteId}`, `API_TOKEN=${store.token}`]),
        `HISTORY_FROM=${served.openingDate}`,
      ].join('\n'),
    ),
  );
}

async function archiveAction(dir: string, _: HallOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<HallOptions & { readonly plain?: boolean }>();
  const { writeArchive } = await import('../actions/simulate-archive-action.ts');
  const written = await writeArchive(dir, options);
  printData(options, written, () =>
    [...written.tables.map((table) => `${String(table.records).padStart(10)}  ${table.table}`), written.summary].join(
      '\n',
    ),
  );
}
