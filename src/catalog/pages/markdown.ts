/** The first line of every page made here. */
const GENERATED = '<!-- Made from the catalog by `npm run generate`; edit there. -->';

/** A text as code. */
export const code = (text: string): string => `\`${text}\``;

/** Rows as a table; a cell may hold any text. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(toCell).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}

/** A bar would end the cell, even within code. */
const toCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** Parts of a page with a line between them. */
export function toPage(parts: readonly string[]): string {
  return `${[GENERATED, ...parts].join('\n\n')}\n`;
}
