import { expect, it } from 'vitest';
import { addDays, type LocalDate } from '../../base/local-time.ts';
import { HOLIDAYS } from './holidays.ts';

const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay();

function daysOf({ from, to }: { readonly from: string; readonly to: string }): string[] {
  const days: string[] = [];
  for (let day = from as LocalDate; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

it('a day worked to make up for a holiday is a Saturday or a Sunday', () => {
  for (const { from } of HOLIDAYS.filter((span) => !span.isDayOff)) expect([0, 6], from).toContain(weekday(from));
});

it('no date is announced twice, and the spans stand in the order of time', () => {
  const days = HOLIDAYS.flatMap(daysOf);
  expect(days).toEqual([...new Set(days)].sort());
});
