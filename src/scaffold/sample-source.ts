import type { EndpointDraft } from './draft-endpoint.ts';
import { propertyName, quoted, toCamel } from './names.ts';
import { isArray, isObject, type SampleRecord, type SampleValue, textOf } from './sample-file.ts';

/** The made-up records as the simulator keeps them: ids are bigint, amounts Cents. */
export function renderSample(draft: EndpointDraft): string {
  const { table, zh, path, listPath, totalPath, eventTime, key, fields, records } = draft;
  const types = new Map(fields.map((field) => [field.path, field.type]));
  const spelled = fields.map((field) => `${field.path}:${field.type}${field.nullable === true ? '?' : ''}`);
  const list = records.map((record) => renderRecord(record, '', types)).join(',\n');
  const needsCents = list.includes('new Cents(');
  return `import type { Sample } from '../contract/sample.ts';
${needsCents ? "import { Cents } from '../hall-source.ts';" : ''}

/** ${zh}, made up after an answer of upstream: none of these ids, names and times is real. */
export const ${toCamel(table)}: Sample = {
  table: '${table}',
  path: ${quoted(path)},
  listPath: '${listPath}',
  totalPath: ${totalPath === null ? 'null' : quoted(totalPath)},
  mode: '${eventTime === null ? 'snapshot' : 'window'}',
  window: ${eventTime === null ? 'null' : "{ start: 'startTime', end: 'endTime', alternatives: [] }"},
  key: '${key}',
  eventTime: ${eventTime === null ? 'null' : quoted(eventTime)},
  fields: \`
    ${spelled.join('\n    ')}\`,
  records: [
${list},
  ],
};
`;
}

type Types = ReadonlyMap<string, string>;

function renderRecord(record: SampleRecord, prefix: string, types: Types): string {
  const members = Object.entries(record).map(
    ([name, value]) => `${propertyName(name)}: ${renderValue(value, `${prefix}${name}`, types)}`,
  );
  return `{ ${members.join(', ')} }`;
}

function renderValue(value: SampleValue, path: string, types: Types): string {
  if (value === null) return 'null';
  if (isArray(value)) {
    const items = value.map((item) =>
      isObject(item) ? renderRecord(item, `${path}[].`, types) : renderValue(item, path, types),
    );
    return `[${items.join(', ')}]`;
  }
  if (isObject(value)) return renderRecord(value, `${path}.`, types);
  return renderLeaf(textOf(value), types.get(path));
}

function renderLeaf(text: string, type: string | undefined): string {
  if (text === '') return "''";
  switch (type) {
    case 'id':
      return `${text}n`;
    case 'decimal':
      return `new Cents(${Math.round(Number(text) * 100)})`;
    case 'bool':
      return text === 'true' || text === '1' ? '1' : '0';
    case 'int':
      return text;
    default:
      return quoted(text);
  }
}
