import { expect, test } from 'vitest';
import { columnTypeOf } from './column-of-field.ts';
import { CONTRACT_ENDPOINTS, endpointOfTable } from './endpoints.ts';
import { FACTS } from './facts.ts';

test.each(FACTS.map((fact) => [fact.table, fact] as const))('%s knows its key and its business day', (_, fact) => {
  const names = fact.columns.map((column) => column.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of fact.key) expect(fact.columns.find((column) => column.name === name)?.required).toBe(true);
  if (fact.businessTime !== null && fact.lines === null) {
    expect(fact.columns.find((column) => column.name === fact.businessTime)).toMatchObject({ required: true });
  }
});

test('every field of the contract that holds a value is a column of a fact, or is left out with a reason', () => {
  const sources = [...new Set(FACTS.map((fact) => fact.source))];
  const missing = sources.flatMap((source) => {
    const facts = FACTS.filter((fact) => fact.source === source);
    const known = new Set(facts.flatMap((fact) => fact.columns.map((column) => column.path)));
    const ids = new Set(facts.map((fact) => (fact.lines?.id ? `${fact.lines.path}.${fact.lines.id}` : '')));
    return endpointOfTable(source)
      .fields.filter((field) => columnTypeOf(field) !== null && !/^(settleList\.)?site_?id$/i.test(field.path))
      .filter((field) => !known.has(field.path) && !ids.has(field.path))
      .filter((field) => !facts.some((fact) => field.path in fact.omitted))
      .map((field) => `${source}.${field.path}`);
  });
  expect(missing).toEqual([]);
});

test('the same id has the same name wherever it is', () => {
  const named = FACTS.flatMap((fact) => fact.columns.map((column) => column.name));
  expect(
    named.filter((name) => /^(site_table_id|tenant_member_id|site_assistant_id|tenant_member_card_id)$/.test(name)),
  ).toEqual([]);
});

test('personal data of the contract is marked as such', () => {
  const contract = FACTS.filter(({ source }) => CONTRACT_ENDPOINTS.some(({ table }) => table === source));
  const personal = contract.flatMap(({ table, columns }) =>
    columns.filter((column) => column.personal).map((column) => `${table}.${column.name}`),
  );
  expect(personal.toSorted()).toEqual([
    'fact_assistant_cancellation.assistant_name',
    'fact_assistant_service.assistant_name',
    'fact_assistant_service.nickname',
    'fact_balance_change.member_mobile',
    'fact_balance_change.member_name',
    'fact_recharge.member_name',
    'fact_recharge.member_phone',
    'fact_settlement.member_name',
    'fact_settlement.member_phone',
    'fact_ticket.delivery_address',
    'fact_ticket.member_name',
    'fact_ticket.member_phone',
    'fact_ticket.member_point',
    'fact_ticket_service.assistant_name',
  ]);
});
