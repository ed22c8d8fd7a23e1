import { ENDPOINTS } from '../endpoints.ts';
import { fieldsLeftInOds } from '../left-in-ods.ts';
import { code, markdownTable, toPage } from './markdown.ts';

/** Every field that only ODS keeps, with the reason. */
export function renderLeftInOds(): string {
  const left = fieldsLeftInOds();
  const all = ENDPOINTS.flatMap(({ fields }) => fields).length;
  const rows = left.map(({ table, field, reason }) => [
    code(table),
    code(field.path),
    field.type,
    `${field.zh}: ${field.en}`,
    reason ?? '',
  ]);
  return toPage([
    '# Fields that stay in ODS',
    `Of the ${all} fields of the contract, ${all - left.length} are columns of typed tables: [lineage.md](lineage.md) says which. The other ${left.length} are in the records of ODS only, for the reason given here. Nothing is lost: ODS keeps every record whole, fields that the contract does not know included.`,
    markdownTable(['table in ODS', 'field', 'type', 'meaning', 'why it is no column'], rows),
  ]);
}
