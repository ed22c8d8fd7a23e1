import { type Config, displayValue, type Layer } from './load-config.ts';
import { GROUPS, type Setting } from './setting.ts';
import { SETTING_NAMES, SETTINGS, type SettingName } from './settings.ts';

/** One line of `config show`. */
export interface ConfigRow {
  readonly key: SettingName;
  /** The effective value, secrets masked; empty when unset. */
  readonly value: string;
  readonly layer: Layer;
  readonly zh: string;
  readonly en: string;
}

/** Every setting with its effective value and the layer it came from, safe to show to anyone. */
export function describeConfig(config: Config): readonly ConfigRow[] {
  return SETTING_NAMES.map((key) => {
    const { zh, en } = SETTINGS[key];
    return { key, value: displayValue(key, config.values[key]), layer: config.origins[key], zh, en };
  });
}

/** The text of `.env.example`: every setting, explained in both languages, commented out unless a person must set it. */
export function renderEnvExample(): string {
  const head = [
    '# 复制为 .env 后修改。生效顺序:默认值 < .env < 环境变量 < 命令行参数;留空等于未设置。',
    '# Copy to .env and edit. Later wins: defaults < .env < environment < flags; empty means not set.',
    '# 值中含有 # 或空格时请加引号。 Quote values that contain # or spaces.',
  ];
  return `${[...head, ...namesByGroup().flatMap(renderGroup)].join('\n')}\n`;
}

/** docs/configuration.md: the same list as a table a group. */
export function renderConfigurationDoc(): string {
  const head = [
    '# Configuration 配置',
    '',
    'Generated from `src/config/settings.ts` by `npm run generate`; edit there.',
    '',
    'Later wins: defaults < `.env` in the working directory < environment < command-line flags. An empty value counts as',
    'not set. `feiqiu-etl config show` prints the effective values and where each came from, secrets masked.',
  ];
  return `${[...head, ...namesByGroup().flatMap(renderTable)].join('\n')}\n`;
}

type GroupNames = readonly [keyof typeof GROUPS, readonly SettingName[]];

function namesByGroup(): readonly GroupNames[] {
  const groups = Object.keys(GROUPS) as (keyof typeof GROUPS)[];
  return groups.map((group) => [group, SETTING_NAMES.filter((name) => SETTINGS[name].group === group)]);
}

function renderGroup([group, names]: GroupNames): string[] {
  const heading = `# ---- ${GROUPS[group].zh} ${GROUPS[group].en}`;
  return ['', heading, ...names.flatMap((name) => ['', ...renderExample(name)])];
}

/** The settings of the seed's minimal `.env` stand ready to be filled in; everything else works without. */
const TO_FILL_IN: readonly SettingName[] = ['API_BASE', 'API_TOKEN', 'STORE_ID'];

function renderExample(name: SettingName): string[] {
  const { zh, en, kind, fallback, example }: Setting = SETTINGS[name];
  const isToFillIn = TO_FILL_IN.includes(name);
  const line = `${name}=${isToFillIn ? '' : (fallback ?? example ?? '')}`;
  const hint = isToFillIn && example !== undefined ? `; 例 e.g. ${example}` : '';
  return [`# ${zh}`, `# ${en} (${kind.allowed})${hint}`, isToFillIn ? line : `# ${line}`];
}

function renderTable([group, names]: GroupNames): string[] {
  const heading = `## ${GROUPS[group].en} ${GROUPS[group].zh}`;
  return [
    '',
    heading,
    '',
    '| name | default | allowed | meaning | 含义 |',
    '|---|---|---|---|---|',
    ...names.map(renderRow),
  ];
}

function renderRow(name: SettingName): string {
  const { zh, en, kind, fallback, aliases }: Setting = SETTINGS[name];
  const spelling = [name, ...(aliases ?? [])].map((text) => `\`${text}\``).join(', also ');
  return `| ${spelling} | ${fallback ? `\`${fallback}\`` : ''} | ${kind.allowed} | ${en} | ${zh} |`;
}
