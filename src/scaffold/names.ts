/** `TournamentEntry`, `tournament-entry`, `Tournament entry` → `tournament_entry`. */
export function toSnake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
}

/** `tournament_entry` → `tournament-entry`, the name of its files. */
export function toKebab(snake: string): string {
  return snake.replaceAll('_', '-');
}

/** `tournament_entry` → `tournamentEntry`, the name of its export. */
export function toCamel(snake: string): string {
  return snake.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `tournament_entry` → `Tournament entry`. */
export function toWords(snake: string): string {
  const words = snake.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `tournament_entries` → `tournament_entry`: good enough for names that a person looks at. */
export function toSingular(snake: string): string {
  const one = snake.replace(/_(records|transactions|master|list)$/, '');
  if (one !== snake) return one;
  return snake.replace(/ies$/, 'y').replace(/([^s])s$/, '$1');
}

/** A JavaScript string literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
}

/** A property name, in quotes where it needs them. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

/** Task code of an endpoint. */
export function odsTask(table: string): string {
  return `ODS_${table.toUpperCase()}`;
}

/** Source without the lines that an optional part left empty; they are indented, those between statements are not. */
export function withoutGaps(source: string): string {
  return source.replace(/\n(?:[ \t]+\n)+/g, '\n');
}
