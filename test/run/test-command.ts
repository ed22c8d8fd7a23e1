import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../src/base/errors.ts';
import { didYouMean } from '../../src/base/nearest-name.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { maskUrl } from '../../src/config/mask.ts';
import type { SettingName } from '../../src/config/settings.ts';
import { PRESETS, type Preset } from './presets.ts';
import { SUITE_NAMES, SUITES, type SuiteName } from './suites.ts';
import { toVitestArgs } from './vitest-args.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What to run: the fields of a preset, all of them open to what a person types. */
export type Choice = { readonly [F in keyof Omit<Preset, 'suite' | 'mode' | 'preset_meta'>]: Preset[F] } & {
  readonly suite?: readonly string[];
  readonly mode?: string;
};

/** A run of tests: arguments of `scripts/test.mjs`, and the variables it needs. */
export interface TestCommand {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The preset of this name; throws ConfigError with the nearest one. */
export function presetNamed(name: string): Preset {
  const preset = PRESETS[name];
  if (preset !== undefined) return preset;
  const names = Object.keys(PRESETS);
  throw bad('preset', name, `is no preset.${didYouMean(name, names)} Presets: ${names.join(', ')}`);
}

/** Presets in order, then what was given: the later one wins, field by field. */
export function overlay(presets: readonly string[], given: Choice): Choice {
  return Object.assign({}, ...presets.map(presetNamed), given) as Choice;
}

/** Checks everything that can be wrong and builds the command. `env`: where settings come from that nobody gave. */
export function buildTestCommand(choice: Choice, env: NodeJS.ProcessEnv): TestCommand {
  const suites = (choice.suite ?? []).map(toSuite);
  const files = [...new Set([...suites.flatMap((name) => SUITES[name]), ...(choice.tests ?? []).map(toTestPath)])];
  const keyword = choice.keyword === undefined ? [] : ['-t', toPattern(choice.keyword)];
  return {
    args: [...files, ...keyword, ...toVitestArgs(choice.runner_args ?? '')],
    env: { ...settingsOf(choice, suites, env), ...Object.fromEntries((choice.env ?? []).map(toVariable)) },
  };
}

/** The command as a person would type it, without passwords. */
export function describeCommand({ args, env }: TestCommand): string {
  const quoted = (text: string): string => (/^[\w./:=@%*-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const variables = Object.entries(env).map(([name, value]) => `${name}=${quoted(shown(name, value))}`);
  return [...variables, 'npm test', ...(args.length === 0 ? [] : ['--', ...args.map(quoted)])].join(' ');
}

function shown(name: string, value: string): string {
  return /TOKEN|PASSWORD|SECRET/.test(name) ? '********' : maskUrl(value);
}

const OPTION_OF_SETTING = {
  TEST_MODE: 'mode',
  TEST_DB_DSN: 'db_dsn',
  TEST_JSON_ARCHIVE_DIR: 'json_archive',
  TEST_JSON_TEMP_DIR: 'json_temp',
} as const satisfies Partial<Record<SettingName, keyof Choice>>;

/** Settings as the product reads them: given, else from the environment, else from `.env`; only those somebody set. */
function settingsOf(choice: Choice, suites: readonly SuiteName[], env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(OPTION_OF_SETTING) as readonly (keyof typeof OPTION_OF_SETTING)[];
  const flags = Object.fromEntries(
    names.flatMap((name) => {
      const value = choice[OPTION_OF_SETTING[name]] ?? (name === 'TEST_MODE' ? modeOf(suites) : undefined);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const { values, origins } = loadConfig({ flags, env });
  const archive = values.TEST_JSON_ARCHIVE_DIR;
  if (archive !== undefined && !existsSync(archive)) {
    throw bad('json-archive', archive, 'is not there. Leave it out, and the tests make an archive of a simulated hall');
  }
  const set = names.filter((name) => origins[name] !== 'default' && values[name] !== undefined);
  return Object.fromEntries(set.map((name) => [name, String(values[name])]));
}

/** A suite alone says how it is meant to run. */
function modeOf(suites: readonly SuiteName[]): string | undefined {
  const [only] = suites;
  return suites.length === 1 && only !== 'integration' ? only?.toUpperCase() : undefined;
}

function toSuite(text: string): SuiteName {
  const name = SUITE_NAMES.find((one) => one === text.trim().toLowerCase());
  if (name !== undefined) return name;
  throw bad('suite', text, `is no suite.${didYouMean(text, SUITE_NAMES)} Suites: ${SUITE_NAMES.join(', ')}`);
}

/** As vitest wants it: below the project, with forward slashes. */
function toTestPath(text: string): string {
  const found = path.resolve(ROOT, text);
  if (existsSync(found)) return path.relative(ROOT, found).replaceAll(path.sep, '/');
  throw bad('tests', text, `is no file or folder of ${ROOT}`);
}

function toPattern(keyword: string): string {
  try {
    return new RegExp(keyword).source;
  } catch {
    throw bad('keyword', keyword, 'is no regular expression: write \\ before ( ) [ ] * + ?');
  }
}

function toVariable(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw bad('env', text, 'is not NAME=value');
}

function bad(option: string, value: string, why: string): ConfigError {
  return new ConfigError('BAD_OPTIONS', `--${option} ${JSON.stringify(value)} ${why}`);
}
