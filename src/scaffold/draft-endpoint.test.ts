import { expect, test } from 'vitest';
import { draftEndpoint, type EndpointDraft } from './draft-endpoint.ts';

function draft(body: unknown, more: { readonly dimension?: boolean; readonly key?: string } = {}): EndpointDraft {
  return draftEndpoint({ file: 'things.json', text: JSON.stringify(body), dimension: false, ...more });
}

const row = (id: number, more: object = {}): object => ({ id, create_time: `2025-05-0${id} 10:00:00`, ...more });
const typesOf = ({ fields }: EndpointDraft): Record<string, string> =>
  Object.fromEntries(fields.map(({ path, type }) => [path, type]));

test.each([
  ['below data, with its total', { data: { total: 2, rows: [row(1), row(2)] } }, 'data.rows', 'data.total'],
  ['below data, without a total', { data: { rows: [row(1), row(2)], page: 1 } }, 'data.rows', null],
  ['as data itself', { data: [row(1), row(2)] }, 'data', null],
  ['as the whole file', [row(1), row(2)], 'data.list', 'data.total'],
  ['as the longer of two lists', { data: { kinds: [row(1)], rows: [row(1), row(2)] } }, 'data.rows', null],
])('records are found %s', (_where, body, listPath, totalPath) => {
  expect(draft(body)).toMatchObject({ listPath, totalPath, key: 'id', eventTime: 'create_time' });
});

test('types follow values, and names where values do not tell', () => {
  const values = {
    member_id: 0,
    long: '2790685415443269',
    phone: '13900000000',
    pay_amount: '12.50',
    table_fee: 3,
    rate: 0.5,
    is_open: 1,
    count: 7,
    yes: true,
    none: null,
    tags: ['a'],
    holder: { name: 'x' },
  };
  expect(typesOf(draft({ data: [row(1, values), row(2, { ...values, is_open: 0 })] }))).toEqual({
    id: 'id',
    create_time: 'datetime',
    member_id: 'id',
    long: 'id',
    phone: 'text',
    pay_amount: 'decimal',
    table_fee: 'decimal',
    rate: 'decimal',
    is_open: 'bool',
    count: 'int',
    yes: 'bool',
    none: 'text',
    tags: 'array',
    holder: 'object',
    'holder.name': 'text',
  });
});

test('codes are those of a list that knows them all, else a list of their own', () => {
  const { fields, enums } = draft({
    data: [row(1, { payment_method: 4, mood_type: 1 }), row(2, { payment_method: 5, mood_type: 3 })],
  });
  expect(fields.find(({ path }) => path === 'payment_method')?.enum).toBe('paymentMethod');
  expect(enums).toEqual({ thingMoodType: [1, 3] });
});

test('the copy keeps the shape, and equal values equal, and nothing that is real', () => {
  const person = {
    player_id: 2_790_685_415_443_269,
    player_name: '某甲',
    phone: 13_912_345_678,
    tags: ['某乙'],
    note: null,
  };
  const { records } = draft({ data: [row(1, person), row(2, person)] });
  const text = JSON.stringify(records);
  expect(text).not.toMatch(/某|139\d{6}|27906854|2025-05/);
  expect(records[0]?.['player_id']).toEqual(records[1]?.['player_id']);
  expect(records.map((record) => record['create_time'])).toEqual(['2025-11-01 12:00:00', '2025-11-02 12:00:00']);
});

test('a key that repeats is refused, and so is a dimension whose key is not called id', () => {
  expect(() => draft({ data: [row(1, { kind: 1 }), row(2, { kind: 1 })] }, { key: 'kind' })).toThrow(
    '--key kind is not',
  );
  const cards = { data: [{ card_id: 1 }, { card_id: 2 }] };
  expect(() => draft(cards, { dimension: true })).toThrow('the key is card_id');
});
