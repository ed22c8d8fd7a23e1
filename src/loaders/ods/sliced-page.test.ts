import { describe, expect, it } from 'vitest';
import { toPage } from '../../api/archive/walk.ts';
import { endpointOfTable } from '../../catalog/endpoints.ts';
import { slicePage } from './sliced-page.ts';

const SETTLEMENTS = endpointOfTable('settlement_records');
const FACTS = { pageNo: 1, id: null, file: 'x', receivedAt: '2026-01-01T00:00:00Z', sha256: '', bytes: 0 };

async function slice(body: string | Buffer, suffix = '') {
  const page = toPage(FACTS, async () => Buffer.from(body));
  const { slices, keys } = await slicePage(page, SETTLEMENTS, suffix);
  return { texts: slices.map(String), keys };
}

const bodyOf = (...records: string[]): string =>
  `{"code":0,"data":{"total":${records.length},"settleList":[${records.join(' , ')}]}}`;
const withId = (id: string): string => `{"siteProfile":{"id":9},"settleList":{"name":"id","id":${id}}}`;

describe('a sliced page', () => {
  it('keeps every record to the byte', async () => {
    const records = [withId('1'), '{ "a" : "]},{\\"" }', '{"台球":1.10}'];
    expect((await slice(bodyOf(...records))).texts).toEqual(records);
    expect((await slice(bodyOf())).texts).toEqual([]);
  });

  it('reads the keys that upstream really makes, and leaves all others to PostgreSQL', async () => {
    const ids = [
      '9007199254740993',
      '"a-1"',
      '-5',
      '0',
      '"0"',
      '1e3',
      '1.0',
      '01',
      'null',
      'true',
      '"a b"',
      '"\\u0031"',
    ];
    const { keys } = await slice(bodyOf(...ids.map(withId), '{}', '[]', '7'));
    expect(keys).toEqual(['9007199254740993', 'a-1', '-5', ...Array<null>(12).fill(null)]);
  });

  it('appends the suffix to keys, and takes none of a page in which one comes twice', async () => {
    expect((await slice(bodyOf(withId('1'), withId('2')), '@w')).keys).toEqual(['1@w', '2@w']);
    expect((await slice(bodyOf(withId('1'), withId('"1"')))).keys).toEqual([null, null]);
  });

  it('finds a list that stands elsewhere, and refuses an answer without one', async () => {
    expect((await slice(`{"data":{"list":[${withId('1')}]}}`)).keys).toEqual(['1']);
    expect((await slice(`{"data":{"SETTLELIST":[${withId('1')}]}}`)).keys).toEqual(['1']);
    await expect(slice('{"code":0,"data":{"rows":[]}}')).rejects.toThrow('holds no list');
    await expect(slice('{"code":500,"data":{"settleList":[]}}')).rejects.toThrow('500');
  });

  it('drops a byte order mark and marks bytes that are no UTF-8', async () => {
    expect((await slice(`\ufeff${bodyOf(withId('1'))}`)).keys).toEqual(['1']);
    const [before = '', after = ''] = bodyOf('{"a":"?"}').split('?');
    const broken = Buffer.concat([Buffer.from(before), Buffer.of(0xc3), Buffer.from(after)]);
    expect((await slice(broken)).texts).toEqual(['{"a":"\ufffd"}']);
  });
});
