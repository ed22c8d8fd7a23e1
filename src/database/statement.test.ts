import { expect, it } from 'vitest';
import { plannedForValues, statement } from './statement.ts';

const SQL = 'select $siteId::bigint, $from::date, $siteId::text';

it('numbers named values in order of first use, and sends only those that the text uses', () => {
  const made = statement(SQL, { from: '2026-01-01', siteId: '7', other: 1 });
  expect(made).toMatchObject({ text: 'select $1::bigint, $2::date, $1::text', values: ['7', '2026-01-01'] });
  expect(statement(SQL, { from: null, siteId: '8' }).name).toBe(made.name);
});

it('refuses a text that uses a value it does not get', () => {
  expect(() => statement(SQL, { siteId: '7' })).toThrow(/no value for \$from/);
});

it('has no name when it is planned for its values, or the server would keep one plan for all', () => {
  expect(plannedForValues(SQL, { from: null, siteId: '7' })).toEqual({
    text: 'select $1::bigint, $2::date, $1::text',
    values: ['7', null],
  });
});
