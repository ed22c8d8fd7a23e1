import { expect, test } from 'vitest';
import { DIMENSIONS } from './dimensions.ts';
import { CONTRACT_ENDPOINTS, endpointOfTable } from './endpoints.ts';
import { FACTS } from './facts.ts';
import { SITE_PROFILE_FIELDS } from './site-profile.ts';

const OF_CONTRACT = DIMENSIONS.filter(({ source }) => CONTRACT_ENDPOINTS.some(({ table }) => table === source));

test.each(DIMENSIONS.map((dimension) => [dimension.table, dimension] as const))(
  '%s has every field of its source as a column, or says why not',
  (_, { source, members, columns, leftOut }) => {
    const fields =
      members.kind === 'snapshot'
        ? SITE_PROFILE_FIELDS
        : endpointOfTable(source).fields.filter((field) => !/[.[]/.test(field.path));
    const known = new Set([...columns.map((column) => column.path), ...Object.keys(leftOut), 'id']);
    expect(fields.map((field) => field.path).filter((path) => !known.has(path))).toEqual([]);
    const paths = new Set(fields.map((field) => field.path));
    expect(Object.keys(leftOut).filter((path) => !paths.has(path))).toEqual([]);
  },
);

test.each(DIMENSIONS.map((dimension) => [dimension.table, dimension] as const))(
  '%s has no two columns of one name, and none that its history or the store uses',
  (_, { columns, key }) => {
    const reserved = ['site_id', 'valid_from', 'valid_to', 'version', 'is_current', 'is_deleted', ...key];
    const names = [...reserved, ...columns.map((column) => column.name)];
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
  },
);

test('what changes by the minute makes no version', () => {
  const tracked = DIMENSIONS.flatMap(({ columns }) => columns.filter((column) => column.tracked));
  const restless =
    /^(balance|principal_balance|stock_quantity|sold_quantity|last_consume_time|table_status|work_status)$/;
  expect(tracked.map((column) => column.name).filter((name) => restless.test(name))).toEqual([]);
});

test('personal data of the contract is marked as such', () => {
  const personal = OF_CONTRACT.flatMap(({ table, columns }) =>
    columns.filter((column) => column.personal).map((column) => `${table}.${column.name}`),
  );
  expect(personal.toSorted()).toEqual([
    'dim_assistant.birth_date',
    'dim_assistant.mobile',
    'dim_assistant.nickname',
    'dim_assistant.real_name',
    'dim_member.birthday',
    'dim_member.mobile',
    'dim_member.nickname',
    'dim_member_card.member_mobile',
    'dim_member_card.member_name',
  ]);
});

test('a fact points to a member of a dimension under the name of its key', () => {
  const keys = OF_CONTRACT.flatMap((dimension) => dimension.key);
  const used = new Set(FACTS.flatMap((fact) => fact.columns.map((column) => column.name)));
  expect(keys.filter((key) => !used.has(key) && key !== 'tenant_goods_id')).toEqual([]);
});
