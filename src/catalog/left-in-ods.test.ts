import { expect, test } from 'vitest';
import { ENDPOINTS } from './endpoints.ts';
import { fieldsLeftInOds } from './left-in-ods.ts';

test('every field of the contract is the source of a typed column, or the catalog says why it stays in ODS', () => {
  const left = fieldsLeftInOds();
  expect(left.filter(({ reason }) => reason === null).map(({ table, field }) => `${table}.${field.path}`)).toEqual([]);
  expect(left.length).toBeLessThan(ENDPOINTS.flatMap(({ fields }) => fields).length / 20);
});

test('a field that no table takes has no reason', () => {
  const endpoints = ENDPOINTS.map((endpoint) =>
    endpoint.table === 'payment_transactions'
      ? {
          ...endpoint,
          fields: [
            ...endpoint.fields,
            { path: 'extra.note', type: 'text', mark: 'assumed', zh: '附注', en: 'note' } as const,
          ],
        }
      : endpoint,
  );
  expect(fieldsLeftInOds(endpoints).filter(({ reason }) => reason === null)).toMatchObject([
    { table: 'payment_transactions', field: { path: 'extra.note' }, reason: null },
  ]);
});
