/** Begins a CSV file: without it Excel takes UTF-8 for the code page of the machine. */
export const CSV_MARK = '\uFEFF';
export const CSV_LINE_END = '\r\n';

/** What a spreadsheet would run instead of show. */
const FORMULA = /^[=+\-@\t\r]/;

/** A value as RFC 4180 has it: quoted where it must be, quotes doubled. NULL is nothing, an empty text `""`. */
export function csvField(value: string | null): string {
  if (value === null) return '';
  return value === '' || /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** True for a text that a spreadsheet would take for a formula. */
export const looksLikeFormula = (text: string): boolean => FORMULA.test(text);

/** The text with an apostrophe before it, which makes a spreadsheet show it as it is. */
export const disarmFormula = (text: string): string => `'${text}`;
