import { DIMENSIONS } from '../../catalog/dimensions.ts';
import { DWD_SCHEMA, type DwdTable, dwdTable } from '../../catalog/dwd-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { FACTS } from '../../catalog/facts.ts';
import { DWS_SCHEMA, dwsTable, type Mart, type MartView } from '../../catalog/mart.ts';
import { MARTS } from '../../catalog/marts.ts';
import { historyTable, LEGACY_VIEWS, ODS_SCHEMA, odsTable } from '../../catalog/ods-table.ts';
import type { Reader, ReadGrant } from '../../database/readers.ts';
import { CALENDAR_TABLES } from '../dimensions/calendar.ts';
import { currentView, dimensionColumnNames } from '../dimensions/ddl.ts';
import { ENUM_TABLE } from '../dimensions/enum-table.ts';
import { SNAPSHOT_TABLE } from '../dimensions/source-sql.ts';
import { factColumnNames } from '../facts/ddl.ts';
import { DAY_STATUS } from '../marts/ddl.ts';

/** Value of BI_ROLE that makes no role. */
export const NO_ROLE = 'none';

/**
 * The readers of the warehouse: `role` sees typed tables and marts without personal data, `<role>_personal` sees those
 * whole, and the records as received, which are full of it.
 */
export function warehouseReaders(role: string, endpoints: readonly Endpoint[]): Reader[] {
  if (role === NO_ROLE) return [];
  const typed = typedGrants();
  const whole = [...typed.map(({ relation }) => relation), SNAPSHOT_TABLE, ...odsRelations(endpoints)];
  return [
    {
      role,
      comment: 'feiqiu-etl: reads typed tables and marts, without personal data',
      schemas: [DWD_SCHEMA, DWS_SCHEMA],
      grants: typed,
    },
    {
      role: `${role}_personal`,
      comment: 'feiqiu-etl: reads all data tables, personal data and raw records included',
      schemas: [ODS_SCHEMA, DWD_SCHEMA, DWS_SCHEMA],
      grants: whole.map((relation) => ({ relation, columns: null })),
    },
  ];
}

function typedGrants(): ReadGrant[] {
  const whole = [ENUM_TABLE, ...CALENDAR_TABLES, DAY_STATUS].map((relation) => ({ relation, columns: null }));
  const ofFacts = FACTS.map((fact) => ({
    relation: dwdTable(fact),
    columns: openColumns(fact, factColumnNames(fact)),
  }));
  const ofDimensions = DIMENSIONS.flatMap((dimension) => {
    const columns = openColumns(dimension, dimensionColumnNames(dimension));
    return [dwdTable(dimension), currentView(dimension)].map((relation) => ({ relation, columns }));
  });
  return [...whole, ...ofFacts, ...ofDimensions, ...MARTS.map(martGrant)];
}

/** Null when there is nothing to hide. Beside personal values their texts are hidden too, which `_raw` may hold. */
function openColumns({ columns }: DwdTable, all: readonly string[]): readonly string[] | null {
  const hidden = columns.filter((column) => column.personal).map((column) => column.name);
  return hidden.length === 0 ? null : all.filter((name) => name !== '_raw' && !hidden.includes(name));
}

function martGrant(mart: Mart | MartView): ReadGrant {
  const open = mart.columns.filter((column) => column.personal !== true).map((column) => column.name);
  const columns = open.length === mart.columns.length ? null : mart.kind === 'table' ? ['site_id', ...open] : open;
  return { relation: dwsTable(mart), columns };
}

function odsRelations(endpoints: readonly Endpoint[]): string[] {
  const views = Object.keys(LEGACY_VIEWS).map((view) => odsTable({ table: view }));
  return [...endpoints.flatMap((endpoint) => [odsTable(endpoint), historyTable(endpoint)]), ...views];
}
