import { expect, test } from 'vitest';
import { maskMessage, maskRecord } from './mask.ts';

test('personal fields are masked wherever they stand, and ids keep their digits', () => {
  const record = `{"settleList": {"id": 9007199254740993, "memberPhone": "13800000001", "memberName": null, "remark": "a \\"mobile\\": 1"},
    "memberProfile": {"level": 3, "tags": ["vip", {"x": 1}]}, "mobile": 13800000002, "list": [{"nickname": "小明"}, {}]}`;
  const masked = maskRecord(record);
  for (const secret of ['13800000001', '13800000002', 'vip', '小明']) expect(masked).not.toContain(secret);
  expect(masked).toContain('9007199254740993');
  expect(() => JSON.parse(masked) as unknown).not.toThrow();
});

test('a field that a corrected contract made personal is masked as well', () => {
  expect(maskRecord('{"data": {"tel": "138"}}', new Set(['data.tel']))).not.toContain('138');
});

test.each([
  ['invalid input syntax for type numeric: "13800005678"', 'invalid input syntax for type numeric: "•••"'],
  ['value "13800005678" is out of range for type integer', 'value "•••" is out of range for type integer'],
  ['Token "小明" is invalid', 'Token "•••" is invalid'],
  ['relation "billiards.nothing" does not exist', 'relation "billiards.nothing" does not exist'],
  ['canceling statement due to statement timeout', 'canceling statement due to statement timeout'],
])('of the message %j the value is masked, and what is named stays', (message, shown) => {
  expect(maskMessage(message)).toBe(shown);
});
