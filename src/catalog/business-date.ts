import { type BusinessCalendar, startOfBusinessDay } from '../base/business-day.ts';
import { addDays } from '../base/local-time.ts';

/** SQL of the business date of a moment, by the rules in the parameters that `calendarParameters` gives for the same name. */
export function businessDateSql(at: string, name = 'rule'): string {
  return `etl_admin.business_date(${at}, $${name}Starts::timestamptz[], $${name}Hours::integer[], $${name}Zones::text[], $${name}Ends::date[])`;
}

/** Values of the parameters `businessDateSql` names. */
export function calendarParameters(calendar: BusinessCalendar, name = 'rule'): Readonly<Record<string, unknown[]>> {
  return {
    [`${name}Starts`]: calendar.map(({ from }) => (from === null ? '-infinity' : startOfBusinessDay(calendar, from))),
    [`${name}Hours`]: calendar.map(({ startHour }) => startHour),
    [`${name}Zones`]: calendar.map(({ timezone }) => timezone),
    [`${name}Ends`]: calendar.map((_, nth) => {
      const next = calendar[nth + 1]?.from ?? null;
      return next === null ? null : addDays(next, -1);
    }),
  };
}
