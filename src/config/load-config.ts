import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from '../base/errors.ts';
import { parseEnvFile, type Variables, warnOfUnknownNames } from './env-file.ts';
import { maskSecret, maskUrl } from './mask.ts';
import type { Setting } from './setting.ts';
import { SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';

/** Where a value came from, weakest first. */
export const LAYERS = ['default', '.env', 'environment', 'flag'] as const;
export type Layer = (typeof LAYERS)[number];

/** The effective configuration: frozen, checked, and aware of where each value came from. */
export interface Config {
  readonly values: Settings;
  readonly origins: Readonly<Record<SettingName, Layer>>;
  /** Things a person should know but that do not stop the program. */
  readonly warnings: readonly string[];
  /** A variable of the environment or `.env` that is not a setting, such as the token of one store. */
  readonly variable: (name: string) => string | undefined;
  /** All variables of the environment and `.env`, secrets among them: for a process of ours, never for showing. */
  readonly variables: () => Readonly<Record<string, string>>;
  /** Keeps secrets out when the whole configuration is logged. */
  readonly toJSON: () => Readonly<Record<string, unknown>>;
}

/** What loadConfig reads; everything defaults to the real machine. */
export interface ConfigSources {
  /** Settings given on the command line, as text. */
  readonly flags?: Readonly<Partial<Record<SettingName, string>>>;
  readonly env?: Variables;
  readonly cwd?: string;
  /** Returns the file's text, or undefined when there is no such file. */
  readonly readFile?: (path: string) => string | undefined;
}

interface Given {
  readonly text: string;
  readonly layer: Layer;
  /** The name it was found under: an alias, perhaps. */
  readonly name: string;
}

/**
 * Layers defaults, `.env` of the working directory, environment and flags, the later winning; an empty value counts as
 * not given. Throws one ConfigError that names every bad value, where it came from and what is allowed.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const { flags = {}, env = process.env, cwd = process.cwd() } = sources;
  const dotenv = readDotenv(sources, env);
  const layers: readonly (readonly [Layer, Variables])[] = [
    ['flag', flags],
    ['environment', env],
    ['.env', dotenv],
  ];
  const problems: string[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  const origins: Partial<Record<SettingName, Layer>> = {};
  for (const name of SETTING_NAMES) {
    const given = findGiven(name, layers);
    origins[name] = given?.layer ?? 'default';
    values[name] = given === undefined ? undefined : parseGiven(SETTINGS[name], { given, cwd, problems });
  }
  if (problems.length > 0) throw new ConfigError('BAD_SETTING', problems.join('\n'));
  return freezeConfig({ values: values as Settings, origins: origins as Record<SettingName, Layer> }, dotenv, env);
}

/** The token of a credential; undefined when it is not set. API_TOKEN is a setting, and may come from a flag. */
export function tokenIn(config: Config, variable: string): string | undefined {
  return variable === 'API_TOKEN' ? config.values.API_TOKEN : config.variable(variable);
}

/** The value of a setting that this command cannot do without; throws ConfigError that says how to give it. */
export function requireSetting<N extends SettingName>(config: Config, name: N): NonNullable<Settings[N]> {
  const value = config.values[name];
  if (value !== undefined) return value;
  const { allowed } = SETTINGS[name].kind;
  throw new ConfigError('MISSING_SETTING', `${name} is not set: put it into the environment or .env (${allowed})`);
}

/** A setting's value as it may be shown: secrets and passwords masked, nothing for an unset one. */
export function displayValue(name: SettingName, value: Settings[SettingName]): string {
  if (value === undefined) return '';
  const { form } = SETTINGS[name].kind;
  if (form === 'secret') return maskSecret();
  if (value instanceof Date) return value.toISOString();
  return form === 'url' ? maskUrl(String(value)) : String(value);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ConfigError('UNREADABLE_ENV_FILE', `${path} cannot be read: check its permissions`, { cause });
  }
}

function readDotenv({ flags, cwd = process.cwd(), readFile = readIfThere }: ConfigSources, env: Variables): Variables {
  if (skipsDotenv(flags?.ETL_SKIP_DOTENV ?? env['ETL_SKIP_DOTENV'] ?? '')) return {};
  const file = join(cwd, '.env');
  return parseEnvFile(readFile(file) ?? '', file);
}

function skipsDotenv(text: string): boolean {
  return SETTINGS.ETL_SKIP_DOTENV.kind.schema.safeParse(text.trim()).data === true;
}

function findGiven(name: SettingName, layers: readonly (readonly [Layer, Variables])[]): Given | undefined {
  const setting: Setting = SETTINGS[name];
  const names = [name, ...(setting.aliases ?? [])];
  for (const [layer, variables] of layers) {
    for (const spelling of names) {
      const text = variables[spelling]?.trim();
      if (text) return { text, layer, name: spelling };
    }
  }
  return setting.fallback === undefined ? undefined : { text: setting.fallback, layer: 'default', name };
}

interface ParseContext {
  readonly given: Given;
  readonly cwd: string;
  readonly problems: string[];
}

function parseGiven(setting: Setting, { given, cwd, problems }: ParseContext): unknown {
  const parsed = setting.kind.schema.safeParse(given.text);
  if (!parsed.success) problems.push(describeProblem(setting, given));
  return parsed.success && setting.kind.form === 'path' ? resolve(cwd, given.text) : parsed.data;
}

function describeProblem({ kind }: Setting, { text, layer, name }: Given): string {
  const shown = kind.form === 'secret' ? maskSecret() : JSON.stringify(kind.form === 'url' ? maskUrl(text) : text);
  return `${name}=${shown} (${layer}) is not allowed: expected ${kind.allowed}`;
}

/** An empty value counts as not given, so that it hides no other layer. */
function stated(variables: Variables): Record<string, string> {
  const given = Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  return Object.fromEntries(given);
}

function freezeConfig(checked: Pick<Config, 'values' | 'origins'>, dotenv: Variables, env: Variables): Config {
  const values = Object.freeze(checked.values);
  return Object.freeze({
    values,
    origins: Object.freeze(checked.origins),
    warnings: Object.freeze(warnOfUnknownNames(dotenv, '.env')),
    variable: (name: string) => env[name]?.trim() || dotenv[name]?.trim() || undefined,
    variables: () => ({ ...stated(dotenv), ...stated(env) }),
    toJSON: () => Object.fromEntries(SETTING_NAMES.map((name) => [name, displayValue(name, values[name])])),
  });
}
