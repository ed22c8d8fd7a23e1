import { DIMENSIONS } from '../../catalog/dimensions.ts';
import { DWD_SCHEMA } from '../../catalog/dwd-table.ts';
import type { Endpoint } from '../../catalog/endpoint.ts';
import { FACTS } from '../../catalog/facts.ts';
import { DWS_SCHEMA } from '../../catalog/mart.ts';
import { MARTS } from '../../catalog/marts.ts';
import { ODS_SCHEMA } from '../../catalog/ods-table.ts';
import { ensurePlacement, isPlaced } from '../../database/citus.ts';
import type { Pool } from '../../database/connection.ts';
import { loadCalendar } from '../dimensions/calendar.ts';
import { buildDimensionDdl } from '../dimensions/ddl.ts';
import { loadEnums } from '../dimensions/enum-table.ts';
import { buildFactDdl } from '../facts/ddl.ts';
import { buildMartDdl } from '../marts/ddl.ts';
import { buildOdsDdl } from '../ods/ddl.ts';
import { warehousePlacement } from './distribute.ts';
import { type DdlStep, ensureLayer, type Layer, planLayer } from './layer.ts';

/** The layers of the warehouse, each built on the ones before it. */
function warehouseLayers(endpoints: readonly Endpoint[]): Layer[] {
  return [
    { name: ODS_SCHEMA, zh: 'ODS 原始层', en: 'ODS tables', steps: buildOdsDdl(endpoints) },
    {
      name: `${DWD_SCHEMA}.dimensions`,
      zh: 'DWD 维度',
      en: 'dimension tables',
      steps: buildDimensionDdl(DIMENSIONS),
      fill: async (client) => {
        await loadEnums(client);
        await loadCalendar(client);
      },
    },
    { name: `${DWD_SCHEMA}.facts`, zh: 'DWD 事实', en: 'fact tables', steps: buildFactDdl(FACTS) },
    { name: DWS_SCHEMA, zh: 'DWS 集市', en: 'marts', steps: buildMartDdl(MARTS) },
  ];
}

/** Statements that would bring the data tables up to date with the catalog; empty when they are. */
export async function planWarehouse(db: Pick<Pool, 'query'>, endpoints: readonly Endpoint[]): Promise<DdlStep[]> {
  const steps: DdlStep[] = [];
  for (const layer of warehouseLayers(endpoints)) steps.push(...(await planLayer(db, layer)));
  return steps;
}

/**
 * Creates or additively upgrades all data tables; does nothing when they are current. Where the others are distributed,
 * a table that is new becomes so as well. Returns what it worked on.
 */
export async function ensureWarehouse(pool: Pool, endpoints: readonly Endpoint[]): Promise<string[]> {
  const changed: string[] = [];
  for (const layer of warehouseLayers(endpoints)) if (await ensureLayer(pool, layer)) changed.push(layer.en);
  const placement = warehousePlacement(endpoints);
  if (changed.length > 0 && (await isPlaced(pool, placement))) await ensurePlacement(pool, placement);
  return changed;
}
