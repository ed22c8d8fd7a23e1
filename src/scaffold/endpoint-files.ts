import type { Change } from './change.ts';
import type { EndpointDraft } from './draft-endpoint.ts';
import { odsTask, propertyName, quoted, toCamel, toKebab, withoutGaps } from './names.ts';
import { renderSample } from './sample-source.ts';
import { renderSampleTest } from './sample-test-source.ts';
import { renderTyped, typedName } from './typed-source.ts';

/** Everything a new endpoint needs, from its declaration to its test. */
export function endpointChanges(draft: EndpointDraft): Change[] {
  const { table, subject, dimension, enums } = draft;
  const file = toKebab(table);
  const typed = typedName(draft);
  const rooms = dimension ? 'dimensions' : 'facts';
  return [
    { kind: 'new', file: `src/catalog/endpoints/${file}.ts`, text: renderEndpoint(draft) },
    register('src/catalog/endpoints.ts', 'ENDPOINTS', toCamel(table), `./endpoints/${file}.ts`),
    { kind: 'new', file: `src/catalog/${rooms}/${toKebab(subject)}.ts`, text: renderTyped(draft) },
    register(`src/catalog/${rooms}.ts`, rooms.toUpperCase(), typed, `./${rooms}/${toKebab(subject)}.ts`),
    ...Object.entries(enums).map(
      ([name, codes]): Change => ({
        kind: 'entry',
        file: 'src/catalog/enums.ts',
        list: 'ENUMS',
        entry: renderEnum(name, codes),
      }),
    ),
    { kind: 'new', file: `src/simulator/samples/${file}.ts`, text: renderSample(draft) },
    register('src/simulator/samples.ts', 'SAMPLES', toCamel(table), `./samples/${file}.ts`),
    { kind: 'new', file: `test/loaders/${file}.test.ts`, text: renderSampleTest(draft) },
  ];
}

function register(file: string, list: string, name: string, from: string): Change {
  return { kind: 'entry', file, list, entry: name, importLine: `import { ${name} } from '${from}';` };
}

function renderEnum(name: string, codes: readonly number[]): string {
  const values = codes.map((code) => `{ code: ${code}, zh: '代码${code}', en: 'code ${code}', mark: 'assumed' }`);
  return `${name}: { zh: ${quoted(name)}, en: ${quoted(name)}, values: [\n${values.join(',\n')},\n] }`;
}

function renderEndpoint(draft: EndpointDraft): string {
  const { table, zh, en, grain, path, listPath, totalPath, eventTime, key, owner, fields } = draft;
  const makers = [...new Set(fields.map(({ type }) => type))].toSorted();
  const windowed = eventTime !== null;
  const parameters = [
    ['siteId', '{siteId}', '门店ID', 'store id'],
    ...(windowed ? [['startTime', '{windowStart}', '时间起(含)', 'from, inclusive']] : []),
    ...(windowed ? [['endTime', '{windowEnd}', '时间止(不含)', 'to, exclusive']] : []),
  ].map(
    ([name = '', value = '', ...texts]) =>
      `{ name: '${name}', value: '${value}', mark: 'assumed', zh: ${quoted(texts[0] ?? '')}, en: ${quoted(texts[1] ?? '')} },`,
  );
  return withoutGaps(`import { defineEndpoint } from '../endpoint.ts';
import { ${makers.join(', ')} } from '../field.ts';

/** ${zh}: ${en}. */
export const ${toCamel(table)} = defineEndpoint({
  table: '${table}',
  task: '${odsTask(table)}',
  zh: ${quoted(zh)},
  en: ${quoted(en)},
  grain: { zh: ${quoted(grain)}, en: 'one row = one record' },
  path: ${quoted(path)},
  mode: '${windowed ? 'window' : 'snapshot'}',
  ${totalPath === null ? 'paged: false,' : ''}
  listPath: '${listPath}',
  ${totalPath === 'data.total' ? '' : `totalPath: ${totalPath === null ? 'null' : quoted(totalPath)},`}
  ${windowed ? "window: { start: 'startTime', end: 'endTime', mark: 'assumed', alternatives: [] }," : ''}
  owner: ${owner === null ? "{ kind: 'request' }" : `{ kind: 'row', path: '${owner}' }`},
  key: '${key}',
  keyMark: 'assumed',
  ${windowed ? `eventTime: '${eventTime}',` : ''}
  parameters: [${parameters.join('\n')}],
  fields: [
${fields.map(renderField).join('\n')}
  ],
  quirks: ['Inferred from one answer: nothing of it is confirmed.'],
});
`);
}

function renderField({
  path,
  type,
  mark,
  zh,
  en,
  nullable,
  unit,
  enum: list,
  shape,
}: EndpointDraft['fields'][number]): string {
  const extras = Object.entries({ nullable, unit, enum: list, shape }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${propertyName(name)}: ${value === true ? 'true' : quoted(value)}`],
  );
  const more = extras.length === 0 ? '' : `, { ${extras.join(', ')} }`;
  return `${type}(${quoted(path)}, '${mark}', ${quoted(zh)}, ${quoted(en)}${more}),`;
}
