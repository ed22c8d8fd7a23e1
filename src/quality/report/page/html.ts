/** Text that is HTML already. */
export interface Html {
  readonly markup: string;
}

type Value = string | number | Html | readonly Value[] | null;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML or XML, between tags and in quoted attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

/**
 * A template for HTML: every value is escaped unless it is HTML itself, lists are joined, null is nothing. So a piece of
 * a page cannot forget to escape.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  const markup = parts.reduce((text, part, i) => text + toMarkup(values[i - 1] ?? null) + part);
  return { markup };
}

/** Nothing. */
export const NOTHING: Html = { markup: '' };

function toMarkup(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeMarkup(value);
  if (typeof value === 'number') return String(value);
  return isList(value) ? value.map(toMarkup).join('') : value.markup;
}

const isList = (value: readonly Value[] | Html): value is readonly Value[] => Array.isArray(value);
