import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { describeConfig, renderConfigurationDoc, renderEnvExample } from './describe-config.ts';
import { loadConfig } from './load-config.ts';
import { SETTING_NAMES } from './settings.ts';

const projectFile = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');

describe('describeConfig', () => {
  it('has one row a setting, explained in both languages, with the layer it came from', () => {
    const rows = describeConfig(loadConfig({ env: { TIMEZONE: 'Asia/Taipei' }, readFile: () => undefined }));
    expect(rows.map((row) => row.key)).toEqual(SETTING_NAMES);
    expect(rows.every((row) => /\p{Script=Han}/u.test(row.zh) && /^[A-Z]/.test(row.en))).toBe(true);
    expect(rows.find((row) => row.key === 'TIMEZONE')).toMatchObject({ value: 'Asia/Taipei', layer: 'environment' });
  });

  it('masks tokens and passwords', () => {
    const env = { API_TOKEN: 'tok-123', PG_DSN: 'postgresql://ann:hunter2@db/x', API_TOKEN_COMMAND: 'print tok-123' };
    const shown = JSON.stringify(describeConfig(loadConfig({ env, readFile: () => undefined })));
    expect(shown).not.toMatch(/tok-123|hunter2/);
  });
});

describe('.env.example', () => {
  it('is what the settings say (npm run generate)', () => {
    expect(projectFile('.env.example')).toBe(renderEnvExample());
  });

  it('names every setting and loads as it stands', () => {
    const text = renderEnvExample();
    for (const name of SETTING_NAMES) expect(text).toMatch(new RegExp(`^(# )?${name}=`, 'm'));
    const config = loadConfig({ env: {}, readFile: () => text });
    expect(config.warnings).toEqual([]);
  });

  it('gives examples that are all allowed', () => {
    const uncommented = renderEnvExample().replace(/^# ([A-Z_]+=)/gm, '$1');
    const config = loadConfig({ env: {}, readFile: () => uncommented });
    expect(Object.keys(parseEnv(uncommented))).toHaveLength(SETTING_NAMES.length);
    expect(config.origins.ETL_NOW).toBe('.env');
  });
});

describe('docs/configuration.md', () => {
  it('is what the settings say (npm run generate)', () => {
    expect(projectFile('docs/configuration.md')).toBe(renderConfigurationDoc());
  });
});
