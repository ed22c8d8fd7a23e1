import { plainCalendar } from '../../src/base/business-day.ts';
import type { SiteId } from '../../src/base/ids.ts';
import type { Dimension } from '../../src/catalog/dimensions/dimension.ts';
import { DIMENSIONS } from '../../src/catalog/dimensions.ts';
import { ENDPOINTS, endpointOfTable } from '../../src/catalog/endpoints.ts';
import type { Pool } from '../../src/database/connection.ts';
import { withTransaction } from '../../src/database/transaction.ts';
import { ensureWarehouse } from '../../src/loaders/schema/warehouse.ts';
import { type DimensionChange, type DimensionWork, loadDimension } from '../../src/tasks/load-dimension.ts';
import { type RebuildOutcome, rebuildDimension } from '../../src/tasks/rebuild-dimension.ts';
import { loaderOn, SITE, type WalkUnderTest, ZONE } from '../harness/walks.ts';

/** A dimension as a story tells it: load walks, follow them up, look at the whole table. */
export class DimensionStory {
  readonly #pool: Pool;
  readonly #dimension: Dimension;
  readonly #shown: readonly string[];

  /** `shown`: the columns a line of the table ends with. */
  constructor(pool: Pool, table: string, shown: readonly string[]) {
    const dimension = DIMENSIONS.find((one) => one.table === table);
    if (dimension === undefined) throw new Error(`no dimension ${table}`);
    this.#pool = pool;
    this.#dimension = dimension;
    this.#shown = shown;
  }

  /** Empty tables; the schema is made on the first call. */
  async begin(): Promise<void> {
    await ensureWarehouse(this.#pool, ENDPOINTS);
    const { table, source } = this.#dimension;
    await this.#pool.query(`truncate billiards.${table}, billiards_ods.${source}, billiards_ods.${source}_history,
      billiards.dim_site_seen, etl_admin.etl_window, etl_admin.etl_cursor, etl_admin.etl_load_counter,
      etl_admin.etl_quarantine, etl_admin.etl_drift`);
  }

  /** Loads a walk into ODS only. `hour` is the time of day on 2025-11-01 in UTC. */
  async read(hour: string, records: readonly string[], more: Partial<WalkUnderTest> = {}): Promise<void> {
    const at = `2025-11-01T${hour}:00Z`;
    await loaderOn(this.#pool, { acceptDeletes: true })({
      table: this.#dimension.source,
      at,
      pages: [records],
      ...more,
    });
  }

  /** Follows up what is new in ODS, as the task does. */
  follow(siteId: SiteId = SITE): Promise<DimensionChange> {
    return withTransaction(this.#pool, (client) => loadDimension(client, this.#work(siteId)));
  }

  #work(siteId: SiteId): DimensionWork {
    const dimension = this.#dimension;
    const businessDays = plainCalendar(8, ZONE);
    return {
      dimension,
      endpoint: endpointOfTable(dimension.source),
      siteId,
      timezone: ZONE,
      businessDays,
      runId: null,
    };
  }

  /** Makes the whole history anew, or from a moment on. */
  rebuild(from: string | null = null): Promise<RebuildOutcome> {
    return withTransaction(this.#pool, (client) =>
      rebuildDimension(client, this.#work(SITE), { from: from === null ? null : new Date(from), sampleSize: 5 }),
    );
  }

  async load(hour: string, records: readonly string[], more: Partial<WalkUnderTest> = {}): Promise<DimensionChange> {
    await this.read(hour, records, more);
    return this.follow(more.siteId);
  }

  /** The whole table, a line a row: key, version, interval, the shown columns, and what is special. */
  async table(): Promise<string[]> {
    const { table } = this.#dimension;
    const key = this.#dimension.key[0] ?? 'site_id';
    const clock = (column: string): string =>
      `case when isfinite(${column}) then to_char(${column} at time zone 'UTC', 'HH24:MI') else ${column}::text end`;
    const shown = this.#shown.map((column) => `coalesce(${column}::text, 'null')`).join(`, `);
    const { rows } = await this.#pool.query<{ line: string }>(
      `select concat_ws(' ', ${key}, 'v' || version, '[' || ${clock('valid_from')} || ',' || ${clock('valid_to')} || ')',
         ${shown}, case when is_deleted then 'deleted' end, case when is_current then 'current' end) as line
       from billiards.${table} order by site_id, ${key}, valid_from`,
    );
    return rows.map((row) => row.line);
  }
}
