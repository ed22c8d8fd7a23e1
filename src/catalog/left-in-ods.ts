import { columnNameOf } from './column-of-field.ts';
import { REPEATS_SITE } from './dimensions/shared.ts';
import { DIMENSIONS } from './dimensions.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './endpoints.ts';
import { FACTS } from './facts.ts';
import { type Field, isWithin } from './field.ts';
import { buildLineage } from './lineage.ts';
import { odsTable } from './ods-table.ts';

/** A field of the contract that no typed column shows. */
export interface LeftField {
  /** ODS table whose records hold it. */
  readonly table: string;
  readonly field: Field;
  /** Why; null when nothing in the catalog says so, which is a fault of the catalog. */
  readonly reason: string | null;
}

/** Every field of the contract that is in ODS only. */
export function fieldsLeftInOds(endpoints: readonly Endpoint[] = ENDPOINTS): LeftField[] {
  const sources = buildLineage(endpoints).flatMap(({ from }) => from);
  return endpoints.flatMap((endpoint) => {
    const ods = odsTable(endpoint);
    const shown = new Set(sources.filter(({ table }) => table === ods).flatMap(({ paths }) => paths));
    return endpoint.fields
      .filter(({ path }) => !shown.has(path))
      .map((field) => ({ table: endpoint.table, field, reason: reasonFor(field, endpoint, shown) }));
  });
}

/** What the table that leaves it out says, or what is true of its whole class. */
function reasonFor({ path, shape }: Field, endpoint: Endpoint, shown: ReadonlySet<string>): string | null {
  const declared = statedReasons(endpoint.table)[path];
  if (declared !== undefined) return declared;
  if ([...shown].some((other) => isWithin(other, path))) return 'holds fields that are columns of their own';
  if (shape === 'siteProfile') return 'the store as the row shows it; dim_site is made from what table fees show';
  return columnNameOf(path) === 'site_id' ? REPEATS_SITE : null;
}

/** What the tables made from an ODS table say about fields they leave out; a child of a tree is like its parent. */
function statedReasons(table: string): Readonly<Record<string, string>> {
  const ofFacts = FACTS.filter(({ source }) => source === table).map(({ omitted }) => omitted);
  const ofDimensions = DIMENSIONS.filter(({ source }) => source === table).map(({ leftOut, members }) => {
    if (members.kind !== 'tree') return leftOut;
    const below = Object.entries(leftOut).map(([path, why]) => [`${members.children}[].${path}`, why]);
    return { ...leftOut, ...(Object.fromEntries(below) as Record<string, string>) };
  });
  return Object.assign({}, ...ofFacts, ...ofDimensions) as Record<string, string>;
}
