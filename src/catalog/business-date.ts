import { type BusinessCalendar, startOfBusinessDay } from '../base/business-day.ts';
import { addDays } from '../base/local-time.ts';

/** SQL of the business date of a moment, by the rules in the parameters that `calendarParameters` gives. */
export function businessDateSql(at: string): string {
  return `etl_admin.business_date(${at}, $ruleStarts::timestamptz[], $ruleHours::integer[], $ruleZones::text[], $ruleEnds::date[])`;
}

/** Values of the parameters `businessDateSql` names. */
export function calendarParameters(
  calendar: BusinessCalendar,
): Readonly<Record<'ruleStarts' | 'ruleHours' | 'ruleZones' | 'ruleEnds', unknown[]>> {
  return {
    ruleStarts: calendar.map(({ from }) => (from === null ? '-infinity' : startOfBusinessDay(calendar, from))),
    ruleHours: calendar.map(({ startHour }) => startHour),
    ruleZones: calendar.map(({ timezone }) => timezone),
    ruleEnds: calendar.map((_, nth) => {
      const next = calendar[nth + 1]?.from ?? null;
      return next === null ? null : addDays(next, -1);
    }),
  };
}
