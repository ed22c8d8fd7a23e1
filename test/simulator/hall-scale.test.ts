import { describe, expect, it } from 'vitest';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import { toDateText, toDayNumber } from '../../src/simulator/hall/time.ts';
import { Timelines } from '../../src/simulator/hall/timeline.ts';

const OPENING = '2024-01-01';
const FIRST_DAY = toDayNumber(OPENING);

describe('halls by the thousand, years by the day', () => {
  it('plays nothing of the stores nobody asks for', () => {
    const halls = createHalls({ seed: 1, storeCount: 12_800, openingDate: OPENING });
    const siteId = halls.siteIdAt(12_799);
    const asOf = '2024-01-02 20:00:00';
    expect(halls.count({ table: 'settlement_records', siteId, asOf })).toBeGreaterThan(50);
    expect(halls.count({ table: 'site_tables_master', siteId, asOf })).toBe(36);
  });

  it('refuses more stores than it has ids for, and a store it does not have', () => {
    expect(() => createHalls({ seed: 1, storeCount: 12_801, openingDate: OPENING })).toThrow(/give 1 to 12800/);
    const halls = createHalls({ seed: 1, storeCount: 2, openingDate: OPENING });
    const stranger = createHalls({ seed: 1, storeCount: 3, openingDate: OPENING }).siteIdAt(2);
    const query = { table: 'member_profiles', siteId: stranger, asOf: '2024-01-02 20:00:00' };
    expect(() => halls.count(query)).toThrow(stranger);
  });

  it('plays a forgotten day again exactly as it was', () => {
    const timelines = new Timelines({ seed: 9, openingDate: OPENING, visitsPerDay: 20 });
    const first = timelines.day(0, FIRST_DAY + 3);
    for (let number = FIRST_DAY; number < FIRST_DAY + 60; number++) timelines.day(0, number);
    const again = timelines.day(0, FIRST_DAY + 3);
    expect(again).not.toBe(first);
    expect(again).toEqual(first);
  });

  it('keeps to bounded memory over two years', () => {
    const timelines = new Timelines({ seed: 9, openingDate: OPENING, visitsPerDay: 20 });
    for (let number = FIRST_DAY; number < FIRST_DAY + 731; number++) timelines.day(0, number);
    const { days, states } = timelines.kept();
    expect(days).toBeLessThanOrEqual(40);
    expect(states).toBeLessThanOrEqual(80);
  });

  it('answers the end of a long window without being asked for the rest', () => {
    const halls = createHalls({ seed: 2, storeCount: 1, openingDate: OPENING, visitsPerDay: 15 });
    const asOf = `${toDateText(FIRST_DAY + 120)} 08:00:00`;
    const query = { table: 'payment_transactions', siteId: halls.siteIdAt(0), asOf };
    const total = halls.count(query);
    const [oldest] = halls.rows(query, total - 1, 10);
    expect(halls.rows(query, total - 1, 10)).toHaveLength(1);
    expect(oldest?.['pay_time']).toMatch(/^2024-01-01 /);
    expect(halls.rows(query, total, 10)).toEqual([]);
  });
});
