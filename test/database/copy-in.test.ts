import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, connectClient } from '../../src/database/connection.ts';
import {
  COPY_NULL,
  copyBigint,
  copyBoolean,
  copyIn,
  copyInstant,
  copyInteger,
  copyJsonbHead,
  copyText,
  toCopyData,
} from '../../src/database/copy-in.ts';
import { sqlStateOf } from '../../src/database/pg-error.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('copy-in');
const COPY = 'copy thing from stdin (format binary)';

function row(id: string, json: string): Buffer[] {
  const payload = Buffer.from(json);
  const instant = copyInstant('2026-01-01T00:00:00.123456Z');
  return [copyBigint(id), copyJsonbHead(payload), payload, instant, copyText('测试"\\\n'), copyInteger(-7)];
}

const withFlag = (fields: Buffer[], flag: boolean | null): Buffer[] => [
  ...fields,
  flag === null ? COPY_NULL : copyBoolean(flag),
];

describe('COPY on a pipelined connection', () => {
  let client: Client & { end(): Promise<void> };

  beforeAll(async () => {
    client = await connectClient(database.url, { pipeline: true });
    await client.query(
      'create table thing (id bigint primary key, payload jsonb, at timestamptz, said text, place int, flag boolean)',
    );
  });

  afterAll(async () => {
    await client.end();
  });

  it('stores every value to the digit, between other queries', async () => {
    const data = toCopyData(6, [
      withFlag(row('9007199254740993', '{"a": 12.10, "b": 9223372036854775807}'), true),
      withFlag(row('-1', '[]'), null),
    ]);
    const [before, stored, after] = await Promise.all([
      client.query('select count(*)::int as rows from thing'),
      copyIn(client, COPY, data),
      client.query(
        `select id, payload::text as payload, (at at time zone 'utc')::text as at, said, place, flag from thing order by id`,
      ),
    ]);
    expect(before.rows).toEqual([{ rows: 0 }]);
    expect(stored).toBe(2);
    const same = { at: '2026-01-01 00:00:00.123456', said: '测试"\\\n', place: -7 };
    expect(after.rows).toEqual([
      { id: '-1', payload: '[]', flag: null, ...same },
      { id: '9007199254740993', payload: '{"a": 12.10, "b": 9223372036854775807}', flag: true, ...same },
    ]);
  });

  it('fails alone when a key is known, or a record is none, and the queries behind it are answered', async () => {
    const known = toCopyData(6, [withFlag(row('-1', '[]'), true)]);
    const broken = toCopyData(6, [withFlag(row('3', '{"a":"\\u0000"}'), true)]);
    const answers = await Promise.allSettled([
      copyIn(client, COPY, known),
      client.query('select 1 as one'),
      copyIn(client, COPY, broken),
      copyIn(client, 'copy nowhere from stdin (format binary)', known),
      client.query('select 2 as two'),
    ]);
    expect(answers.map(outcome)).toEqual(['23505', '{"one":1}', '22P05', '42P01', '{"two":2}']);
  });

  it('is skipped with all its bytes in a transaction that failed before', async () => {
    const data = toCopyData(6, [withFlag(row('4', '[]'), true)]);
    const answers = await Promise.allSettled([
      client.query('begin'),
      client.query('select 1 / 0'),
      copyIn(client, COPY, data),
      client.query('rollback'),
      client.query('select count(*)::int as rows from thing'),
    ]);
    expect(answers.slice(1).map(outcome)).toEqual(['22012', '25P02', undefined, '{"rows":2}']);
  });
});

function outcome(answer: PromiseSettledResult<unknown>): string | undefined {
  if (answer.status === 'rejected') return sqlStateOf(answer.reason);
  const { rows } = answer.value as { rows: readonly unknown[] };
  return JSON.stringify(rows[0]);
}
