import { expect, it } from 'vitest';
import { useTestDatabase } from '../harness/database.ts';
import { runEtl } from '../harness/etl-process.ts';

const database = useTestDatabase('stores');
const SECOND = '2790685415443270';

it('stores are added, changed and switched off; nothing is changed by a mistake, and no token is repeated', async () => {
  const env = { PG_DSN: database.url, STORE_ID: '2790685415443269', LOG_ROOT: '/tmp/feiqiu-etl-test-stores' };
  const stores = (...words: string[]) => runEtl(['stores', ...words, '--json'], env);
  expect(
    await stores('add', SECOND, '--token-env', 'API_TOKEN_SECOND', '--hour', '6', '--history-from', '2026-01-01'),
  ).toMatchObject({ code: 0 });
  expect(JSON.parse((await stores('set', SECOND, '--name', 'Second hall')).stdout)).toMatchObject({
    siteId: SECOND,
    name: 'Second hall',
    historyFrom: '2026-01-01',
    tokenEnv: 'API_TOKEN_SECOND',
    businessDays: [{ startHour: 6 }],
  });
  expect(await stores('add', SECOND)).toMatchObject({ code: 2, stderr: expect.stringContaining('is there already') });
  expect(await stores('set', SECOND)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('say what is to be changed'),
  });
  expect(await stores('set', '99', '--off')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('stores add 99'),
  });
  const leaked = await stores('set', SECOND, '--token-env', 'eyJhbGciOi.secret');
  expect(leaked).toMatchObject({ code: 2, stderr: expect.not.stringContaining('secret') });
  expect(leaked.stdout).not.toContain('secret');
  await stores('set', SECOND, '--off');
  const { stores: listed } = JSON.parse((await stores('list')).stdout) as { stores: { siteId: string }[] };
  expect(listed.map(({ siteId }) => siteId)).toEqual(['2790685415443269']);
});
