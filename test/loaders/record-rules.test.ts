import { describe, expect, test } from 'vitest';
import { plainCalendar } from '../../src/base/business-day.ts';
import { endpointOfTable } from '../../src/catalog/endpoints.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { factAssistantService } from '../../src/catalog/facts/assistant-service.ts';
import { factTableFee } from '../../src/catalog/facts/table-fee.ts';
import { factTicketTable } from '../../src/catalog/facts/ticket-table.ts';
import { FACTS } from '../../src/catalog/facts.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { type FactCounts, loadFact } from '../../src/loaders/facts/load-fact.ts';
import { useTestDatabase } from '../harness/database.ts';
import { loaderOn, SITE, ZONE } from '../harness/walks.ts';

const database = useTestDatabase('record_rules');
const loadOds = loaderOn({ connect: () => database.pool.connect() } as typeof database.pool);
const DAY = { from: '2025-11-01 08:00:00', to: '2025-11-02 08:00:00' } as never;

/** Fields of a record by name, as raw JSON. */
type Fields = Readonly<Record<string, string>>;

interface Case {
  readonly fact: Fact;
  readonly rule: string;
  readonly record: (id: number, fields: Fields) => string;
  readonly good: Fields;
  readonly bad: Fields;
  /** Column names and texts in the quarantine. */
  readonly columns: string;
  readonly values: string;
}

const json = (fields: Fields): string =>
  `{${Object.entries(fields)
    .map(([name, value]) => `"${name}":${value}`)
    .join(',')}}`;

const service = (id: number, fields: Fields): string =>
  json({
    id: String(id),
    site_id: SITE,
    create_time: '"2025-11-01 12:00:00"',
    ledger_amount: '48.00',
    site_assistant_id: '7',
    ...fields,
  });

const tableFee = (id: number, fields: Fields): string =>
  json({ id: String(id), site_id: SITE, create_time: '"2025-11-01 12:00:00"', ledger_amount: '48.00', ...fields });

const ticket = (id: number, fields: Fields): string =>
  json({
    siteId: SITE,
    orderSettleId: String(id),
    payTime: '"2025-11-01 12:00:00"',
    orderItem: `[{"siteOrderId":9,"tableLedger":${json({ orderTableLedgerId: '5', ...fields })}}]`,
  });

const CASES: readonly Case[] = [
  {
    fact: factTableFee,
    rule: 'end_before_start',
    record: tableFee,
    good: { ledger_start_time: '"2025-11-01 11:00:00"', ledger_end_time: '"2025-11-01 11:00:00"' },
    bad: { ledger_start_time: '"2025-11-01 11:00:00"', ledger_end_time: '"2025-11-01 10:59:59"' },
    columns: 'ledger_start_time, ledger_end_time',
    values: '2025-11-01 11:00:00, 2025-11-01 10:59:59',
  },
  {
    fact: factTableFee,
    rule: 'negative_seconds',
    record: tableFee,
    good: { real_table_use_seconds: '0', add_clock_seconds: '-60' },
    bad: { real_table_use_seconds: '-1' },
    columns: 'real_table_use_seconds, pause_seconds',
    values: '-1, null',
  },
  {
    fact: factAssistantService,
    rule: 'end_before_start',
    record: service,
    // A service under way has no end yet.
    good: { start_use_time: '"2025-11-01 11:00:00"', last_use_time: '"0001-01-01 00:00:00"' },
    bad: { start_use_time: '"2025-11-01 11:00:00"', last_use_time: '"2025-11-01 10:00:00"' },
    columns: 'start_use_time, last_use_time',
    values: '2025-11-01 11:00:00, 2025-11-01 10:00:00',
  },
  {
    fact: factAssistantService,
    rule: 'negative_seconds',
    record: service,
    good: { real_use_seconds: '3600', income_seconds: '0' },
    bad: { real_use_seconds: '3600', income_seconds: '-600' },
    columns: 'real_use_seconds, income_seconds',
    values: '3600, -600',
  },
  {
    fact: factTicketTable,
    rule: 'end_before_start',
    record: ticket,
    good: { chargeStartTime: '"2025-11-01 10:00:00"', chargeEndTime: '"2025-11-01 11:00:00"' },
    bad: { chargeStartTime: '"2025-11-01 11:00:00"', chargeEndTime: '"2025-11-01 10:00:00"' },
    columns: 'charge_start_time, charge_end_time',
    values: '2025-11-01 11:00:00, 2025-11-01 10:00:00',
  },
  {
    fact: factTicketTable,
    rule: 'negative_seconds',
    record: ticket,
    good: { useDuration: '60', pauseDuration: '0' },
    bad: { useDuration: '60', pauseDuration: '-1' },
    columns: 'use_seconds, pause_seconds',
    values: '60, -1',
  },
];

test('every rule there is has a story here', () => {
  const declared = FACTS.flatMap(({ table, rules }) => rules.map(({ id }) => `${table} ${id}`));
  expect(CASES.map(({ fact, rule }) => `${fact.table} ${rule}`).sort()).toEqual(declared.sort());
});

describe.each(CASES.map((one) => [one.fact.table, one.rule, one] as const))('%s %s', (_, rule, one) => {
  const { fact, record, good, bad } = one;
  const target = `billiards.${fact.table}`;
  const endpoint = endpointOfTable(fact.source);
  const window = endpoint.mode === 'window' ? { window: DAY } : {};
  const walk = (hour: number, ...records: string[]): Promise<unknown> =>
    loadOds({ table: fact.source, at: `2025-11-03T0${hour}:00:00Z`, pages: [records], ...window });

  const load = (): Promise<FactCounts> =>
    withTransaction(database.pool, (client) =>
      loadFact(client, fact, {
        siteId: SITE,
        timezone: ZONE,
        businessDays: plainCalendar(8, ZONE),
        runId: null,
        endpoints: [endpoint],
      }),
    );

  const rows = async (): Promise<string[]> => {
    const { rows: found } = await database.pool.query<{ line: string }>(
      `select concat_ws(' ', _source_id, case when is_deleted then 'deleted' end) as line from ${target} order by 1`,
    );
    return found.map(({ line }) => line);
  };

  const quarantined = async (status: string): Promise<unknown[]> => {
    const { rows: found } = await database.pool.query(
      `select source_id, rule, column_name, bad_value from etl_admin.etl_quarantine
      where target_table = '${target}' and status = '${status}' order by 1`,
    );
    return found;
  };

  test('lets good rows pass, quarantines what cannot be, and takes it back when it is put right', async () => {
    await database.pool.query(`truncate billiards_ods.${fact.source}, billiards_ods.${fact.source}_history, ${target},
      etl_admin.etl_quarantine, etl_admin.etl_window, etl_admin.etl_load_counter, etl_admin.etl_cursor`);
    await walk(0, record(1, bad), record(2, good), record(3, {}));
    expect(await load()).toMatchObject({ seen: 3, new: 2, refused: 1 });
    expect(await rows()).toEqual(['2', '3']);
    const entry = { source_id: '1', rule, column_name: one.columns, bad_value: one.values };
    expect(await quarantined('OPEN')).toEqual([entry]);

    await walk(1, record(1, good), record(2, good), record(3, {}));
    expect(await load()).toMatchObject({ seen: 1, new: 1, refused: 0 });
    expect(await rows()).toEqual(['1', '2', '3']);
    expect(await quarantined('OPEN')).toEqual([]);
    expect(await quarantined('RESOLVED')).toEqual([entry]);
  });
});
