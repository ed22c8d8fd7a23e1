// npm run tests: the tests put together by suite, path, mode, database and keyword, or by the name of a preset.
import { Command, Option } from 'commander';
import { PRESETS } from './presets.ts';
import { runCommand, runTool } from './run-command.ts';
import { SUITE_NAMES } from './suites.ts';
import { buildTestCommand, type Choice, describeCommand, overlay } from './test-command.ts';

interface Options {
  readonly suite?: readonly string[];
  readonly tests?: readonly string[];
  readonly mode?: string;
  readonly dbDsn?: string;
  readonly jsonArchive?: string;
  readonly jsonTemp?: string;
  readonly keyword?: string;
  readonly runnerArgs?: string;
  readonly pytestArgs?: string;
  readonly env?: readonly string[];
  readonly preset?: readonly string[];
  readonly listPresets?: boolean;
  readonly dryRun?: boolean;
}

const program = new Command('npm run tests --')
  .description('run tests; without an option, all of them')
  .option('--suite <names...>', `suites: ${SUITE_NAMES.join(', ')}`)
  .option('--tests <paths...>', 'files or folders of tests')
  .option('--mode <mode>', 'ONLINE: from the simulator; OFFLINE: from an archive (TEST_MODE)')
  .option('--db-dsn <dsn>', 'PostgreSQL for the tests, in which they may create databases (TEST_DB_DSN)')
  .option('--json-archive <dir>', 'archive that OFFLINE tests read (TEST_JSON_ARCHIVE_DIR)')
  .option('--json-temp <dir>', 'folder for what tests write (TEST_JSON_TEMP_DIR)')
  .option('-k, --keyword <text>', 'only tests whose name has this (a regular expression)')
  .option('--runner-args <args>', "arguments for vitest in one word: --runner-args='--bail=1'")
  .addOption(new Option('--pytest-args <args>', 'the same').hideHelp())
  .option('--env <name=value...>', 'further variables')
  .option('--preset <names...>', 'presets of test/run/presets.ts; other options win over them')
  .option('--list-presets', 'list the presets and what they run')
  .option('--dry-run', 'only print the command');

process.exitCode = await runTool(program, process.argv.slice(2), async () => {
  const options = program.opts<Options>();
  if (options.listPresets === true) return listPresets();
  const choice = overlay(words(options.preset) ?? [], toChoice(options));
  return await runCommand(buildTestCommand(choice, process.env), { dryRun: options.dryRun ?? false });
});

/** `online,offline` and `online offline` are the same. */
function words(given: readonly string[] | undefined): string[] | undefined {
  return given?.flatMap((word) => word.split(',')).filter((word) => word !== '');
}

/** Only what was given, so that a preset keeps the rest. */
function toChoice(options: Options): Choice {
  const fields = {
    suite: words(options.suite),
    tests: options.tests,
    mode: options.mode,
    db_dsn: options.dbDsn,
    json_archive: options.jsonArchive,
    json_temp: options.jsonTemp,
    keyword: options.keyword,
    runner_args: options.runnerArgs ?? options.pytestArgs,
    env: options.env,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Choice;
}

function listPresets(): number {
  for (const [name, { preset_meta: meta }] of Object.entries(PRESETS)) {
    const command = describeCommand(buildTestCommand(overlay([name], {}), process.env));
    process.stdout.write(`${name}: ${meta}\n    ${command}\n`);
  }
  return 0;
}
