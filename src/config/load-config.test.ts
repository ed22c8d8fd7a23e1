import { describe, expect, it } from 'vitest';
import { systemClock } from '../base/clock.ts';
import { ConfigError } from '../base/errors.ts';
import { clockFrom } from './clock-from.ts';
import { type ConfigSources, loadConfig, requireSetting, tokenIn } from './load-config.ts';

const CWD = process.platform === 'win32' ? 'C:\\hall' : '/hall';

function load(sources: Omit<ConfigSources, 'cwd' | 'readFile'> & { readonly dotenv?: string } = {}) {
  const { dotenv, ...rest } = sources;
  return loadConfig({ env: {}, ...rest, cwd: CWD, readFile: () => dotenv });
}

function problemOf(sources: Parameters<typeof load>[0]): string {
  try {
    load(sources);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('the configuration was accepted');
}

describe('layers', () => {
  it('starts from the defaults', () => {
    const { values, origins } = load();
    expect(values).toMatchObject({ TIMEZONE: 'Asia/Shanghai', API_PAGE_CONCURRENCY: 8, QUARANTINE_LIMIT: 0.01 });
    expect(values.PG_DSN).toBeUndefined();
    expect(origins.TIMEZONE).toBe('default');
  });

  it('lets .env win over defaults, the environment over .env, and flags over all', () => {
    const dotenv = 'TIMEZONE=Asia/Taipei\nAPI_RETRIES=1\nTASK_CONCURRENCY=1';
    const { values, origins } = load({
      dotenv,
      env: { API_RETRIES: '2', TASK_CONCURRENCY: '2' },
      flags: { TASK_CONCURRENCY: '3' },
    });
    expect(values).toMatchObject({ TIMEZONE: 'Asia/Taipei', API_RETRIES: 2, TASK_CONCURRENCY: 3 });
    expect(origins).toMatchObject({ TIMEZONE: '.env', API_RETRIES: 'environment', TASK_CONCURRENCY: 'flag' });
  });

  it('takes an empty value as not given', () => {
    const { values, origins } = load({ dotenv: 'STORE_ID=77', env: { STORE_ID: ' ' } });
    expect(values.STORE_ID).toBe('77');
    expect(origins.STORE_ID).toBe('.env');
  });

  it('does not read .env when ETL_SKIP_DOTENV is set in the environment', () => {
    expect(load({ dotenv: 'STORE_ID=77', env: { ETL_SKIP_DOTENV: '1' } }).values.STORE_ID).toBeUndefined();
  });

  it('leaves the environment of the process alone', () => {
    load({ dotenv: 'FEIQIU_ETL_TEST_ONLY=1' });
    expect(process.env['FEIQIU_ETL_TEST_ONLY']).toBeUndefined();
  });

  it('reads older spellings, and prefers the present one', () => {
    expect(load({ env: { INCLUDE_FILES: 'a.json, b' } }).values.ODS_INCLUDE_FILES).toEqual(['a', 'b']);
    expect(load({ env: { INCLUDE_FILES: 'a', ODS_INCLUDE_FILES: 'c' } }).values.ODS_INCLUDE_FILES).toEqual(['c']);
    expect(load({ env: { DROP_SCHEMA_FIRST: 'True' } }).values.ODS_DROP_SCHEMA_FIRST).toBe(true);
  });

  it('does not drop a schema unless told to', () => {
    expect(load().values.ODS_DROP_SCHEMA_FIRST).toBe(false);
  });
});

describe('values', () => {
  it('keeps 64-bit ids exact, as text', () => {
    expect(load({ env: { STORE_ID: '9223372036854775807' } }).values.STORE_ID).toBe('9223372036854775807');
  });

  it('makes relative paths absolute below the working directory', () => {
    expect(load({ env: { EXPORT_ROOT: 'out' } }).values.EXPORT_ROOT).toBe(
      process.platform === 'win32' ? 'C:\\hall\\out' : '/hall/out',
    );
  });

  it('takes "Bearer " off a pasted token', () => {
    expect(load({ env: { API_TOKEN: 'Bearer abc.def' } }).values.API_TOKEN).toBe('abc.def');
  });

  it.each(['postgresql://ann:pw@db:5432/x', 'postgres:///x?host=/run/postgresql', "host=db dbname=x password='p w'"])(
    'accepts the connection string %s',
    (dsn) => {
      expect(load({ env: { PG_DSN: dsn } }).values.PG_DSN).toBe(dsn);
    },
  );

  it('reads a .env saved by Notepad, with its byte order mark', () => {
    expect(load({ dotenv: '\uFEFFSTORE_ID=77\r\nAPI_RETRIES=2\r\n' }).values).toMatchObject({
      STORE_ID: '77',
      API_RETRIES: 2,
    });
  });

  it('cannot be changed', () => {
    const config = load();
    expect(() => Object.assign(config.values, { TIMEZONE: 'UTC' })).toThrow(TypeError);
  });
});

describe('bad input', () => {
  it.each([
    ['STORE_ID', '0x1F'],
    ['STORE_ID', '9223372036854775808'],
    ['TIMEZONE', 'Asia/Shangai'],
    ['PG_DSN', 'mysql://localhost/x'],
    ['PG_DSN', 'localhost:5432/x'],
    ['PG_DSN', 'postgresql://db:port/x'],
    ['API_BASE', 'api.example.com'],
    ['API_RETRIES', '-1'],
    ['API_PAGE_SIZE', '0'],
    ['QUARANTINE_LIMIT', '1.5'],
    ['BUSINESS_DAY_START_HOUR', '24'],
    ['HISTORY_FROM', '2025-02-30'],
    ['ETL_NOW', 'now'],
    ['TEST_MODE', 'HALF'],
    ['ODS_DROP_SCHEMA_FIRST', 'perhaps'],
  ])('refuses %s=%s in one line that names both, the layer and what is allowed', (name, value) => {
    const problem = problemOf({ env: { [name]: value } });
    expect(problem).not.toContain('\n');
    expect(problem).toContain(`${name}=${JSON.stringify(value)} (environment) is not allowed: expected `);
  });

  it('names every bad value at once', () => {
    expect(problemOf({ env: { STORE_ID: 'x', TIMEZONE: 'y' } }).split('\n')).toHaveLength(2);
  });

  it.each(['mysql://ann:hunter2@db/x', 'postgresql://ann:hun#ter2@db/x', 'ann:hunter2@db'])(
    'does not show the password of the refused DSN %s',
    (dsn) => {
      expect(problemOf({ env: { PG_DSN: dsn } })).not.toMatch(/hun#?ter2/);
    },
  );

  it('does not show a refused token', () => {
    expect(problemOf({ env: { API_TOKEN: 'secret words' } })).not.toContain('secret words');
  });

  it('says that a UTF-16 .env must be saved as UTF-8', () => {
    expect(problemOf({ dotenv: 'S\0T\0' })).toContain('UTF-8');
  });
});

describe('warnings', () => {
  it('offer the nearest name for a misspelt setting in .env', () => {
    expect(load({ dotenv: 'API_TOEKN=x' }).warnings).toEqual([
      '.env: API_TOEKN is not a setting; did you mean API_TOKEN?',
    ]);
  });

  it('are raised for unknown names with one of our prefixes', () => {
    expect(load({ dotenv: 'WINDOW_SOMETHING_NEW=1' }).warnings).toHaveLength(1);
  });

  it('are not raised for store tokens, for other programs’ variables, nor for the environment', () => {
    const dotenv = 'API_TOKEN_NORTH=x\nHTTP_PROXY=y\nINCLUDE_FILES=a';
    expect(load({ dotenv, env: { API_TOEKN: 'x' } }).warnings).toEqual([]);
  });
});

describe('secrets', () => {
  it('of a store are found in the environment or .env by name', () => {
    const config = load({
      dotenv: 'API_TOKEN_NORTH=from-file\nAPI_TOKEN_SOUTH=s',
      env: { API_TOKEN_NORTH: 'from-env' },
    });
    expect(tokenIn(config, 'API_TOKEN_NORTH')).toBe('from-env');
    expect(tokenIn(config, 'API_TOKEN_SOUTH')).toBe('s');
    expect(tokenIn(config, 'API_TOKEN_EAST')).toBeUndefined();
  });

  it('do not appear when the configuration is logged', () => {
    const config = load({
      env: { API_TOKEN: 'tok-123', PG_DSN: 'postgresql://ann:hunter2@db/x', API_TOKEN_A: 'tok-a' },
    });
    const logged = JSON.stringify({ config });
    expect(logged).toContain('postgresql://ann:********@db/x');
    expect(logged).not.toMatch(/tok-123|hunter2|tok-a/);
  });
});

describe('clockFrom', () => {
  it('shows the pretended present of ETL_NOW, and runs on', () => {
    const clock = clockFrom(load({ env: { ETL_NOW: '2025-06-01T12:00:00+08:00' } }));
    const sinceThen = clock.now().getTime() - Date.UTC(2025, 5, 1, 4);
    expect(sinceThen).toBeGreaterThanOrEqual(0);
    expect(sinceThen).toBeLessThan(60_000);
  });

  it('is the machine’s clock otherwise', () => {
    expect(clockFrom(load())).toBe(systemClock);
  });
});

describe('requireSetting', () => {
  it('returns the value, or says what is missing', () => {
    expect(requireSetting(load({ env: { STORE_ID: '7' } }), 'STORE_ID')).toBe('7');
    expect(() => requireSetting(load(), 'API_TOKEN')).toThrow('API_TOKEN is not set');
  });
});
