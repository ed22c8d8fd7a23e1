import { ConfigError, messageOf } from '../base/errors.ts';
import { columnNameOf } from '../catalog/column-of-field.ts';
import { defineEndpoint, type Endpoint } from '../catalog/endpoint.ts';
import { defineFact, type FactDeclaration } from '../catalog/fact.ts';
import type { EndpointDraft } from './draft-endpoint.ts';
import { odsTask, propertyName, quoted, toCamel, toKebab, toWords, withoutGaps } from './names.ts';

/** Columns every typed table has of its own. */
const RESERVED: ReadonlySet<string> = new Set([
  'business_date',
  'is_deleted',
  'is_current',
  'valid_from',
  'valid_to',
  'version',
]);
const LINES_LEFT = 'a line of its own, which no table shows yet';

/** Table without schema: `fact_tournament_entry`. */
export function typedTable({ subject, dimension }: EndpointDraft): string {
  return `${dimension ? 'dim' : 'fact'}_${subject}`;
}

/** Export of its declaration: `factTournamentEntry`. */
export function typedName(draft: EndpointDraft): string {
  return toCamel(typedTable(draft));
}

/** Task code. */
function typedTask({ subject, dimension }: EndpointDraft): string {
  return `DWD_${dimension ? 'DIM_' : ''}${subject.toUpperCase()}`;
}

/** The column of the key, named after what a row is. */
function keyColumn({ key, subject }: EndpointDraft): string {
  const name = columnNameOf(key);
  return name === 'id' ? `${subject}_id` : name;
}

/** The declaration of the fact or dimension that shows the records. */
export function renderTyped(draft: EndpointDraft): string {
  return draft.dimension ? renderDimension(draft) : renderFact(draft);
}

function renderFact(draft: EndpointDraft): string {
  const { table, zh, grain, subject, eventTime } = draft;
  const { names = {}, required, omitted = {} } = factDeclaration(draft);
  const time = required[0] ?? eventTime;
  return withoutGaps(`import { ${toCamel(table)} } from '../endpoints/${toKebab(table)}.ts';
import { defineFact } from '../fact.ts';

/** ${zh}: ${toWords(subject).toLowerCase()}. */
export const ${typedName(draft)} = defineFact({
  table: '${typedTable(draft)}',
  task: '${typedTask(draft)}',
  zh: ${quoted(zh)},
  en: ${quoted(toWords(subject))},
  grain: { zh: ${quoted(grain)}, en: 'one row = one record' },
  source: ${toCamel(table)},
  key: ['${keyColumn(draft)}'],
  ${renderRecord('names', names)}
  required: [${required.map(quoted).join(', ')}],
  businessTime: '${time}',
  ${renderRecord('omitted', omitted)}
});
`);
}

function renderRecord(name: string, values: Readonly<Record<string, string>>): string {
  const members = Object.entries(values).map(([key, value]) => `${propertyName(key)}: ${quoted(value)}`);
  return members.length === 0 ? '' : `${name}: { ${members.join(', ')} },`;
}

/** The declaration with names for columns that would otherwise be called alike. */
function factDeclaration(draft: EndpointDraft): FactDeclaration {
  const { zh, en, fields, key, eventTime } = draft;
  const names = firstNames(draft);
  const inLists = fields.filter((field) => field.type === 'array' || field.path.includes('[]'));
  const omitted = Object.fromEntries(inLists.map(({ path }) => [path, LINES_LEFT]));
  const source = sourceOf(draft);
  for (;;) {
    const time = eventTime ?? key;
    const declaration: FactDeclaration = {
      table: typedTable(draft),
      task: typedTask(draft),
      zh,
      en,
      grain: source.grain,
      source,
      key: [keyColumn(draft)],
      names,
      omitted,
      required: [names[time] ?? columnNameOf(time)],
    };
    const twice = nameOfTwo(declaration);
    if (twice === null) return declaration;
    const nested = fields.findLast(
      ({ path }) => /^[^[]+[.][^[]+$/.test(path) && !(path in names) && endsIn(path, twice),
    );
    if (nested === undefined) {
      throw new ConfigError(
        'BAD_SAMPLE',
        `two fields of the sample would both become the column ${twice}; write the declaration by hand (docs/extending.md)`,
      );
    }
    names[nested.path] = nested.path.split('.').map(columnNameOf).join('_');
  }
}

/** The key is named after what a row is, an id within an object after the object, and no column like those every table has. */
function firstNames(draft: EndpointDraft): Record<string, string> {
  const names = draft.fields.map(({ path }) => {
    const name = columnNameOf(path);
    if (path === draft.key) return [path, keyColumn(draft)] as const;
    if (name === 'id' && !path.includes('[]')) return [path, path.split('.').map(columnNameOf).join('_')] as const;
    return [path, RESERVED.has(name) ? `upstream_${name}` : name] as const;
  });
  return Object.fromEntries(names.filter(([path, name]) => name !== columnNameOf(path)));
}

/** The endpoint as far as the columns made from it depend on it. */
function sourceOf({ table, zh, en, grain, path, listPath, key, fields }: EndpointDraft): Endpoint {
  return defineEndpoint({
    table,
    task: odsTask(table),
    zh,
    en,
    grain: { zh: grain, en: 'one row = one record' },
    path,
    mode: 'window',
    parameters: [],
    listPath,
    owner: { kind: 'request' },
    key,
    fields,
  });
}

/** Shared names rename some ids, so an id may clash under a name it does not have itself. */
const endsIn = (path: string, column: string): boolean => columnNameOf(path) === column || column.endsWith('_id');

/** The column name that the declaration gives to two fields; null when it gives none twice. */
function nameOfTwo(declaration: FactDeclaration): string | null {
  try {
    defineFact(declaration);
    return null;
  } catch (error) {
    const name = /two columns called (\w+)/.exec(messageOf(error))?.[1];
    if (name === undefined) throw error;
    return name;
  }
}

function renderDimension(draft: EndpointDraft): string {
  const { table, zh, grain, subject, fields } = draft;
  const storeFields = fields.filter(({ path }) => path === 'siteProfile' || columnNameOf(path) === 'site_id');
  const leftOut = storeFields.map(({ path }) => `${path}: REPEATS_SITE`).join(', ');
  const renamed = fields.filter(({ path }) => RESERVED.has(columnNameOf(path)));
  const names = Object.fromEntries(renamed.map(({ path }) => [path, `upstream_${columnNameOf(path)}`]));
  return withoutGaps(`import { ${toCamel(table)} } from '../endpoints/${toKebab(table)}.ts';
import { defineDimension } from './dimension.ts';
${leftOut === '' ? '' : "import { REPEATS_SITE } from './shared.ts';"}

/** ${zh}: ${toWords(subject).toLowerCase()}. */
export const ${typedName(draft)} = defineDimension({
  table: '${typedTable(draft)}',
  task: '${typedTask(draft)}',
  zh: ${quoted(zh)},
  en: ${quoted(toWords(subject))},
  grain: { zh: ${quoted(`${grain}的一个版本`)}, en: 'one row = one version of one record' },
  endpoint: ${toCamel(table)},
  key: '${keyColumn(draft)}',
  ${renderRecord('names', names)}
  ${leftOut === '' ? '' : `leftOut: { ${leftOut} },`}
});
`);
}
