import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../base/errors.ts';
import { ENDPOINTS } from '../../catalog/endpoints.ts';
import { FILE_NAMES } from '../../catalog/file-names.ts';
import { LEGACY_VIEWS } from '../../catalog/ods-table.ts';
import { readOwnNames } from './own-names.ts';
import { PlainNames } from './plain-names.ts';

const names = new PlainNames(ENDPOINTS);

describe('the name of a plain file', () => {
  it.each([
    ['settlement_records.json', 'settlement_records'],
    ['结账记录.json', 'settlement_records'],
    ['结账记录', 'settlement_records'],
    ['结账记录_2025-11.json', 'settlement_records'],
    ['结账记录 (1).json', 'settlement_records'],
    ['结账记录（2）.JSON', 'settlement_records'],
    ['结账记录 - 副本.json', 'settlement_records'],
    ['结账记录2025年11月1日至11月30日.json', 'settlement_records'],
    ['2025-11_结账记录.json', 'settlement_records'],
    ['01.会员档案.json', 'member_profiles'],
    ['会员.json', 'member_profiles'],
    ['会员卡.json', 'member_stored_value_cards'],
    ['会员卡列表2.json', 'member_stored_value_cards'],
    ['会员余额变动.json', 'member_balance_changes'],
    ['商品档案.json', 'tenant_goods_master'],
    ['门店商品档案.json', 'store_goods_master'],
    ['ODS_PAYMENT.json', 'payment_transactions'],
    ['GetPayLogListPage_1.json', 'payment_transactions'],
    ['Member_Profiles-20251101-20251130.json', 'member_profiles'],
  ])('%s holds %s', (name, table) => {
    expect(names.tableOf(name)).toBe(table);
  });

  it.each(['结账记录草稿.json', '会员生日.json', 'package.json', '2025-11.json', 'settlement_records_old.json'])(
    '%s is known to nobody',
    (name) => {
      expect(names.tableOf(name)).toBeUndefined();
    },
  );

  it('that is nearly one we know is answered with that one', () => {
    expect(names.hint('结帐记录.json')).toBe(' Did you mean 结账记录?');
    expect(names.hint('member_profile.json')).toBe(' Did you mean member_profiles?');
    expect(names.hint('完全不同的东西.json')).toBe('');
  });
});

it('no name stands for two tables, and every table has names people use', () => {
  const all = ENDPOINTS.flatMap(({ table, zh, path }) => {
    const views = Object.keys(LEGACY_VIEWS).filter((view) => LEGACY_VIEWS[view] === table);
    return [...new Set([table, zh, path.split('/').at(-1) ?? '', ...views, ...(FILE_NAMES[table] ?? [])])];
  }).map((name) => name.toLowerCase());
  expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([]);
  expect(Object.keys(FILE_NAMES).toSorted()).toEqual(ENDPOINTS.map(({ table }) => table).toSorted());
});

describe('names of one’s own', () => {
  const read = (text: string): ReadonlyMap<string, string> => readOwnNames('names.json', ENDPOINTS, () => text);

  it('come on top and win', () => {
    const own = read('{"我的单子": "settlement_records", "会员": "会员储值卡"}');
    const mine = new PlainNames(ENDPOINTS, own);
    expect(mine.tableOf('我的单子_2025-11.json')).toBe('settlement_records');
    expect(mine.tableOf('会员.json')).toBe('member_stored_value_cards');
    expect(mine.tableOf('结账记录.json')).toBe('settlement_records');
  });

  it.each([
    ['{"x": "settlement_record"}', /"x" stands for "settlement_record".*Did you mean settlement_records/],
    ['["x"]', /expected \{"name of a file": "ods_table"/],
    ['{"x": 1}', /expected/],
    ['{', /cannot be read as JSON/],
  ])('%s is refused with the entry and the file', (text, message) => {
    expect(() => read(text)).toThrow(ConfigError);
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(/names\.json/);
  });
});
