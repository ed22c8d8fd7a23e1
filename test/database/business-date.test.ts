import { expect, test } from 'vitest';
import { type BusinessCalendar, businessDateAt, startOfBusinessDay } from '../../src/base/business-day.ts';
import { addDays, type LocalDate } from '../../src/base/local-time.ts';
import { businessDateSql, calendarParameters } from '../../src/catalog/business-date.ts';
import { statement } from '../../src/database/statement.ts';
import { Rng } from '../../src/simulator/hall/rng.ts';
import { useTestDatabase } from '../harness/database.ts';

const database = useTestDatabase('business_date');

const ZONES = ['Asia/Shanghai', 'Asia/Kathmandu', 'America/New_York', 'Europe/Berlin', 'UTC'];
const FIRST = '2025-03-01' as LocalDate;

/** A calendar of one to four rules, the later ones from random dates of the year on. */
function randomCalendar(seed: number): BusinessCalendar {
  const rng = new Rng(seed);
  const zone = ZONES[rng.int(0, ZONES.length - 1)] ?? 'UTC';
  const later = Array.from({ length: rng.int(0, 3) }, (_, nth) => ({
    from: addDays(FIRST, nth * 80 + rng.int(1, 79)),
    startHour: rng.int(0, 12),
    timezone: zone,
  }));
  return [{ from: null, startHour: rng.int(0, 12), timezone: zone }, ...later];
}

test('SQL and TypeScript tell the same business date, whatever the rules', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const calendar = randomCalendar(seed);
    const rng = new Rng(seed + 1000);
    const starts = calendar.map(({ from }) => startOfBusinessDay(calendar, from ?? FIRST).getTime());
    // Moments at random, and those just around the change of a rule.
    const moments = [
      ...Array.from({ length: 60 }, () => new Date(Date.UTC(2025, 1, 1) + rng.int(0, 364 * 86_400) * 1000)),
      ...starts.flatMap((at) => [-3_600_000, -1000, 0, 1000, 3_600_000].map((by) => new Date(at + by))),
    ];
    const { rows } = await database.pool.query<{ date: string }>(
      statement(
        `select ${businessDateSql('t')} as date from unnest($moments::timestamptz[]) with ordinality m (t, n) order by n`,
        {
          moments,
          ...calendarParameters(calendar),
        },
      ),
    );
    const told = moments.map((at) => businessDateAt(calendar, at));
    expect({ seed, dates: rows.map(({ date }) => date) }).toEqual({ seed, dates: told });
  }
});

test('every moment between the start of a day and the start of the next belongs to that day', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const calendar = randomCalendar(seed);
    for (let date = FIRST; date < '2025-12-31'; date = addDays(date, 1)) {
      const [start, end] = [startOfBusinessDay(calendar, date), startOfBusinessDay(calendar, addDays(date, 1))];
      expect(start < end).toBe(true);
      expect({ seed, at: start, date: businessDateAt(calendar, start) }).toEqual({ seed, at: start, date });
      const last = new Date(end.getTime() - 1000);
      expect({ seed, at: last, date: businessDateAt(calendar, last) }).toEqual({ seed, at: last, date });
    }
  }
});

test('people ask by store', async () => {
  await database.pool.query(`insert into etl_admin.etl_business_day (site_id, valid_from, start_hour, timezone)
    values (5, '-infinity', 8, 'Asia/Shanghai'), (5, '2026-01-10', 6, 'Asia/Shanghai')`);
  const { rows } = await database.pool.query(
    `select etl_admin.business_date(5, t::timestamptz)::text as date from unnest(array[
      '2026-01-09 07:59+08', '2026-01-10 05:59+08', '2026-01-10 06:00+08', '2026-01-11 07:00+08']) t`,
  );
  expect(rows.map((row: { date: string }) => row.date)).toEqual([
    '2026-01-08',
    '2026-01-09',
    '2026-01-10',
    '2026-01-11',
  ]);
});
