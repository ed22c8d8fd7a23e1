import { expect } from 'vitest';
import { THIRTY_DIGITS } from '../../src/simulator/server/misbehaviour/hostile.ts';
import { changedRows, FEES, type MisbehaviourCase } from './misbehaviour-case.ts';
import { at, type Json } from './simulator-client.ts';

/** Misbehaviour within records: fields, values, and records that break parsers. */
export const RECORD_CASES: readonly MisbehaviourCase[] = [
  {
    spec: 'M-NULL-FIELDS=operator_name+ledger_name;table:table_fee_transactions;from:2026-01-02',
    does: 'turns fields null from a date on',
    check: async (upstream) => {
      const { rows } = await upstream.ask(FEES, { page: 2 });
      const isNull = (row: Json): boolean => row['operator_name'] === null && row['ledger_name'] === null;
      const late = rows.filter((row) => String(row['create_time']) >= '2026-01-02');
      expect(late.length).toBeGreaterThan(0);
      expect(late.length).toBeLessThan(rows.length);
      expect(rows.filter(isNull)).toEqual(late);
    },
  },
  {
    spec: 'M-NULL-FIELDS',
    does: 'nulls what really went null in settlements, and zeroes the card account',
    check: async (upstream) => {
      const settlement = (await upstream.ask('settlement_records')).rows[0]?.['settleList'] as Json;
      expect(settlement).toMatchObject({
        memberName: null,
        memberPhone: null,
        memberCardTypeName: null,
        memberCardAccountId: '0',
      });
    },
  },
  {
    spec: 'M-NEW-FIELD',
    does: 'adds a nested field nobody knows to every record',
    check: async (upstream, plain) => {
      const changed = await changedRows(upstream, plain, 'member_profiles');
      expect(changed).toHaveLength(100);
      expect(changed[0]?.['futureField']).toEqual({ note: '新字段', level: '1' });
    },
  },
  {
    spec: 'M-MISSING-FIELD=operator_name;table:table_fee_transactions',
    does: 'drops a known field, which is not null but absent',
    check: async (upstream, plain) => {
      expect((await upstream.ask(FEES)).text).not.toContain('operator_name');
      expect((await plain.ask(FEES)).text).toContain('operator_name');
    },
  },
  {
    spec: 'M-TYPE-CHANGE=ledger_amount;share:0.2;table:table_fee_transactions',
    does: 'sends an object where a number was, in a share of the rows',
    check: async (upstream, plain) => {
      const changed = await changedRows(upstream, plain, FEES);
      expect(changed.length).toBeGreaterThan(8);
      expect(changed.length).toBeLessThan(35);
      for (const row of changed) expect(row['ledger_amount']).toHaveProperty('value');
    },
  },
  {
    spec: 'M-CASE',
    does: 'sends the keys of records in lower case, at every depth',
    check: async (upstream) => {
      const { rows, data } = await upstream.ask('settlement_records');
      expect(Object.keys(data)).toContain('settleList');
      expect(rows[0]).toHaveProperty('settlelist.paymentmethod');
      expect(JSON.stringify(Object.keys(rows[0]?.['settlelist'] as Json))).not.toMatch(/[A-Z]/);
    },
  },
  {
    spec: 'M-UNKNOWN-ENUM',
    does: 'sends payment method 11 in some payments',
    check: async (upstream, plain) => {
      const changed = await changedRows(upstream, plain, 'payment_transactions');
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.length).toBeLessThan(20);
      expect(new Set(changed.map((row) => row['payment_method']))).toEqual(new Set(['11']));
    },
  },
  {
    spec: 'M-CONSUME-ABC=A@2020-01-01+B@2026-01-02+C@2026-01-03',
    does: 'changes the meaning of consumeMoney by era',
    check: async (upstream) => {
      const meanings = new Map<string, string>();
      for (let page = 1; page <= 3; page += 1) {
        for (const row of (await upstream.ask('settlement_records', { page })).rows) {
          const settlement = row['settleList'] as Json;
          const unit = Number(settlement['goodsMoney']);
          // Every amount of a row of the small hall is the same: five items, less two discounts or one coupon.
          meanings.set(
            String(settlement['payTime']).slice(0, 10),
            (Number(settlement['consumeMoney']) / unit).toFixed(2),
          );
        }
      }
      expect(Object.fromEntries(meanings)).toEqual({
        '2026-01-01': '5.00',
        '2026-01-02': '3.00',
        '2026-01-03': '4.00',
      });
    },
  },
  {
    spec: 'M-BIGINT',
    does: 'sends ids of 19 digits, but for stores and brands, and understands them in requests',
    check: async (upstream, plain) => {
      const settlement = (await upstream.ask('settlement_records')).rows[0]?.['settleList'] as Json;
      const small = (await plain.ask('settlement_records')).rows[0]?.['settleList'] as Json;
      expect(BigInt(String(settlement['id'])) - BigInt(String(small['id']))).toBe(4_000_000_000_000_000_000n);
      expect([settlement['siteId'], settlement['tenantId']]).toEqual([small['siteId'], small['tenantId']]);
      const ticket = await upstream.ask('settlement_ticket_details', {
        orderSettleId: BigInt(String(settlement['id'])),
      });
      expect(at(ticket.body, 'data.data.orderSettleId')).toBe(settlement['id']);
    },
  },
  {
    spec: 'M-STR-NUM=1',
    does: 'sends numbers as text, ids excepted',
    check: async (upstream) => {
      const { text } = await upstream.ask(FEES);
      expect(text).toMatch(/"ledger_amount":"\d+\.\d\d"/);
      expect(text).toMatch(/"ledger_status":"\d"/);
      expect(text).toMatch(/"site_id":\d/);
    },
  },
  {
    spec: 'M-STR-NUM=0.5',
    does: 'does so in a share of the rows',
    check: async (upstream) => {
      const { text } = await upstream.ask(FEES);
      const asText = text.match(/"ledger_amount":"/g)?.length ?? 0;
      expect(asText).toBeGreaterThan(30);
      expect(asText).toBeLessThan(70);
    },
  },
  {
    spec: 'M-FLOAT-NOISE=1',
    does: 'adds float noise far below a cent',
    check: async (upstream, plain) => {
      const [noisy, exact] = [await upstream.ask(FEES), await plain.ask(FEES)];
      expect(noisy.rows[0]?.['ledger_amount']).toMatch(/^\d+\.\d{15}$/);
      for (const [index, row] of noisy.rows.entries()) {
        expect(Number(row['ledger_amount']).toFixed(2)).toBe(Number(exact.rows[index]?.['ledger_amount']).toFixed(2));
      }
      const cheap = noisy.rows.map((row) => row['ledger_amount']);
      expect(cheap).not.toEqual(exact.rows.map((row) => row['ledger_amount']));
    },
  },
  {
    spec: 'M-ZERO-DATE',
    does: 'writes 0001-01-01 for no time, and a far year for never',
    check: async (upstream) => {
      const [assistant] = (await upstream.ask('assistant_accounts_master')).rows;
      expect(assistant).toMatchObject({ update_time: '0001-01-01 00:00:00', end_time: '2227-01-01 00:00:00' });
      expect(assistant?.['create_time']).toMatch(/^2026-/);
    },
  },
  {
    spec: 'M-EMPTY-STRING',
    does: 'writes an empty text for null',
    check: async (upstream, plain) => {
      expect((await plain.ask('assistant_accounts_master')).rows[0]?.['update_time']).toBeNull();
      expect((await upstream.ask('assistant_accounts_master')).rows[0]?.['update_time']).toBe('');
    },
  },
  {
    spec: 'down=table_fee_transactions',
    does: 'takes one endpoint down for good',
    check: async (upstream) => {
      const statuses = [];
      for (let ask = 1; ask <= 3; ask += 1) statuses.push((await upstream.ask(FEES)).status);
      expect(statuses).toEqual([503, 503, 503]);
      expect((await upstream.ask('payment_transactions')).status).toBe(200);
    },
  },
  {
    spec: 'hostile=member_profiles',
    does: 'poisons the first five records exactly as PostgreSQL hates it, and no other',
    check: async (upstream, plain) => {
      const { text, rows } = await upstream.ask('member_profiles');
      expect(text).toContain('\\u0000"');
      expect(text).toContain('\\ud800"');
      expect(text).toContain(`"hostileInteger":${THIRTY_DIGITS}`);
      expect(text).toContain('"hostileTwice":1,"hostileTwice":2');
      expect(rows.map((row) => 'id' in row).indexOf(false)).toBe(4);
      expect(rows.slice(5)).toEqual((await plain.ask('member_profiles')).rows.slice(5));
      expect((await upstream.ask(FEES)).text).toBe((await plain.ask(FEES)).text);
    },
  },
];
