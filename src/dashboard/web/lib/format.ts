// Amounts come as decimal text and are shown from that text. Numbers are made only for pixels and for shares in percent.

/** `-12345.6` → `−12,345.60`. */
export function formatMoney(text: string): string {
  const [, sign = '', whole = '0', fraction = ''] = text.match(/^(-?)(\d+)(?:\.(\d+))?$/) ?? [];
  const cents = fraction.slice(0, 2).padEnd(2, '0');
  const isZero = /^0*$/.test(whole + fraction);
  return `${sign === '' || isZero ? '' : '−'}${groupDigits(whole)}.${cents}`;
}

/** `1234567` → `1,234,567`; decimals that say nothing are left out. */
export function formatCount(text: string): string {
  const [, sign = '', whole = '0', fraction = ''] = text.match(/^(-?)(\d+)(?:\.(\d+))?$/) ?? [];
  const rest = fraction.replace(/0+$/, '');
  return `${sign === '' ? '' : '−'}${groupDigits(whole)}${rest === '' ? '' : `.${rest}`}`;
}

/** Seconds as hours and minutes: `5400` → `1:30`. */
function formatHours(seconds: string): string {
  const minutes = BigInt(seconds.split('.')[0] ?? '0') / 60n;
  return `${groupDigits(String(minutes / 60n))}:${String(minutes % 60n).padStart(2, '0')}`;
}

export type Unit = 'money' | 'count' | 'seconds';

export function formatFigure(unit: Unit, text: string): string {
  if (unit === 'money') return formatMoney(text);
  return unit === 'seconds' ? formatHours(text) : formatCount(text);
}

/** An instant for a column: `2026-11-22T20:15:07Z` → `2026-11-22 20:15`, still UTC. */
export function formatInstant(text: string): string {
  return text.slice(0, 16).replace('T', ' ');
}

/** Change in percent, for a hint; null where there is nothing to compare with. */
export function changeOf(now: string, before: string | undefined): number | null {
  const base = Number(before ?? '0');
  return base === 0 ? null : (Number(now) - base) / Math.abs(base);
}

export function formatPercent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)}%`;
}

/** A long name, shortened for an axis; the table shows it whole. */
export function shorten(text: string, length = 14): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

/** A date some days later: `2026-11-22`, 1 → `2026-11-23`. */
export function shiftDate(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** A day that can be asked for: the server takes the same. */
export function isDate(text: string): boolean {
  if (text < '1900' || text >= '9999') return false;
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && shiftDate(text, 0) === text;
}

function groupDigits(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',');
}
