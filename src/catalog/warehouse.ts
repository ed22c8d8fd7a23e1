import { CALENDAR_TABLES } from './dimensions/calendar-tables.ts';
import { currentView, dimensionTable, SNAPSHOTS } from './dimensions/dimension-table.ts';
import { ENUM_TABLE } from './dimensions/enum-table.ts';
import { DIMENSIONS } from './dimensions.ts';
import type { Endpoint } from './endpoint.ts';
import { factTable } from './fact-table.ts';
import { FACTS } from './facts.ts';
import { DAY_STATUS_TABLE, martTable } from './mart-table.ts';
import { MARTS } from './marts.ts';
import { legacyViews, odsCurrent, odsHistory } from './ods-table.ts';
import type { WarehouseTable } from './warehouse-table.ts';

/** Tables and views of raw records. */
export function odsTables(endpoints: readonly Endpoint[]): WarehouseTable[] {
  const stored = endpoints.flatMap((endpoint) => [odsCurrent(endpoint), odsHistory(endpoint)]);
  return [...stored, ...legacyViews(endpoints)];
}

/** Dimensions with their history, and the tables that come from the catalog. */
export const DIMENSION_TABLES: readonly WarehouseTable[] = [
  ...DIMENSIONS.map(dimensionTable),
  SNAPSHOTS,
  ENUM_TABLE,
  ...CALENDAR_TABLES,
];

export const FACT_TABLES: readonly WarehouseTable[] = FACTS.map(factTable);

export const MART_TABLES: readonly WarehouseTable[] = [...MARTS.map(martTable), DAY_STATUS_TABLE];

/** All typed tables and views. */
export const TYPED_TABLES: readonly WarehouseTable[] = [
  ...DIMENSION_TABLES,
  ...DIMENSIONS.map(currentView),
  ...FACT_TABLES,
  ...MART_TABLES,
];
