import { z } from 'zod';
import { RequestRefused } from '../../../base/errors.ts';
import { didYouMean } from '../../../base/nearest-name.ts';
import type { Endpoint } from '../../../catalog/endpoint.ts';
import { ODS_SCHEMA } from '../../../catalog/ods-table.ts';
import type { WarehouseTable } from '../../../catalog/warehouse-table.ts';
import type { TableAnswer } from '../../api/catalog.ts';
import { STORE, sitesOf } from '../input.ts';
import { buildCatalog, type Catalog, describeTable, toFoundTables } from '../queries/catalog.ts';
import { hasSample, readSample } from '../queries/sample.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const TABLE = z.object({ name: z.string().min(1).max(120), store: STORE });

export const catalogRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/catalog',
    access: 'viewer',
    input: z.object({}),
    handle: async ({ place }) => ({ tables: toFoundTables(catalogOf(place.endpoints)) }),
  }),
  defineRoute({ method: 'GET', path: '/catalog/table', access: 'viewer', input: TABLE, handle: answerTable }),
];

/** Built once for the endpoints in force. */
const catalogs = new WeakMap<readonly Endpoint[], Catalog>();

function catalogOf(endpoints: readonly Endpoint[]): Catalog {
  const known = catalogs.get(endpoints) ?? buildCatalog(endpoints);
  catalogs.set(endpoints, known);
  return known;
}

async function answerTable({ input, place, read }: RouteRequest<z.output<typeof TABLE>>): Promise<TableAnswer> {
  const catalog = catalogOf(place.endpoints);
  const table = findTable(catalog, input.name);
  const described = describeTable(catalog, table);
  if (!hasSample(table)) return { ...described, sample: null };
  // Records are out of reach of the open role as a whole; of their columns those of personal data are not read.
  const personal = table.name.startsWith(`${ODS_SCHEMA}.`);
  const sample = await read(async (db) => readSample(db, table, await sitesOf(db, input.store)), { personal });
  return { ...described, sample };
}

/** With or without its schema. */
function findTable({ tables }: Catalog, name: string): WarehouseTable {
  const wanted = name.toLowerCase();
  const found = tables.find((table) => table.name === wanted || unqualified(table.name) === unqualified(wanted));
  if (found !== undefined) return found;
  const known = tables.map((table) => unqualified(table.name));
  const near = didYouMean(unqualified(wanted), known);
  throw new RequestRefused(404, 'NO_SUCH_TABLE', {
    zh: `没有叫 ${name} 的表。${near}`,
    en: `no table is called ${name}.${near}`,
  });
}

const unqualified = (name: string): string => name.replace(/^.*\./, '');
