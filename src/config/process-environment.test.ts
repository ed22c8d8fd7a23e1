import { expect, test } from 'vitest';
import { loadConfig } from './load-config.ts';
import { processEnvironment } from './process-environment.ts';

test('another process is given flags, environment and .env as they count here', () => {
  const config = loadConfig({
    flags: { PG_DSN: 'postgresql://etl:secret@db/etl', ETL_NOW: '2025-11-24T02:00:00Z' },
    env: { STORE_ID: '7', API_PAGE_SIZE: ' ', TOKEN_OF_SEVEN: 'from the environment' },
    readFile: () => 'STORE_ID=8\nAPI_PAGE_SIZE=50\nTOKEN_OF_EIGHT=from the file\n',
  });
  const environment = processEnvironment(config);
  expect(environment).toMatchObject({
    PG_DSN: 'postgresql://etl:secret@db/etl',
    ETL_NOW: '2025-11-24T02:00:00.000Z',
    STORE_ID: '7',
    API_PAGE_SIZE: '50',
    TOKEN_OF_SEVEN: 'from the environment',
    TOKEN_OF_EIGHT: 'from the file',
    ETL_SKIP_DOTENV: '1',
  });
  const again = loadConfig({ env: environment, readFile: () => 'STORE_ID=9' });
  expect(again.values).toEqual({ ...config.values, ETL_SKIP_DOTENV: true });
});

test('a configuration that does not come from the machine gets nothing of its environment but what any program needs', () => {
  const config = loadConfig({ flags: { STORE_ID: '7' }, env: {}, readFile: () => undefined });
  const names = Object.keys(processEnvironment(config));
  expect(names).toContain('PATH');
  expect(names.filter((name) => name.startsWith('PG') || name.startsWith('API_'))).toEqual([]);
});
