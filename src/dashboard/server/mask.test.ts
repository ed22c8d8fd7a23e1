import { expect, test } from 'vitest';
import { maskRecord } from './mask.ts';

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
