import { ConfigError } from '../../base/errors.ts';
import { type SiteId, toSiteId } from '../../base/ids.ts';
import { loadConfig } from '../../config/load-config.ts';
import { parseDsn } from '../../database/dsn.ts';
import { readElsewhere } from '../../database/read-elsewhere.ts';
import { findLegacyTables, type UnreadableTable } from '../../orchestration/legacy/find-tables.ts';
import {
  type CountedTable,
  countLegacy,
  importLegacy,
  type LegacyAssumptions,
} from '../../orchestration/legacy/import-legacy.ts';
import { TASKS } from '../../orchestration/registry.ts';
import type { RunReport, TaskReport } from '../../orchestration/run-report.ts';
import { ensureStores, listStoreIds, loadStores } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { ImportLegacyOptions } from '../commands/import-legacy.ts';
import { toSettingFlags } from '../common-options.ts';
import { parseNames, parseStoreIds, parseTimezone, parseWait } from '../parse-options.ts';
import { withWorkplace } from '../workplace.ts';

/** Rows that were left out, because nobody said that their store is one of ours. */
export interface Stranger {
  /** Null: the rows name no store. */
  readonly siteId: string | null;
  readonly rows: number;
}

export interface ImportOutcome {
  readonly from: string;
  readonly counted: readonly CountedTable[];
  readonly unreadable: readonly UnreadableTable[];
  readonly strangers: readonly Stranger[];
  readonly assumptions: LegacyAssumptions;
  readonly run: RunReport;
}

/** Reads the old database and loads what it holds of our stores. */
export async function executeImportLegacy(
  options: ImportLegacyOptions,
  onTaskEnd: (report: TaskReport) => void,
): Promise<ImportOutcome> {
  // What can be wrong with the request is found before a database is started for it.
  const waitMs = parseWait(options.wait);
  const asked = parseStoreIds(options.stores)?.map(toSiteId) ?? null;
  parseDsn(options.from, '--from');
  const { TIMEZONE, STORE_ID } = loadConfig({ flags: toSettingFlags(options) }).values;
  const given = {
    zone: options.timezone === undefined ? TIMEZONE : parseTimezone(options.timezone),
    fetchedAt: toInstantText(options.fetchedAt),
  };
  return withWorkplace(options, async (place) => {
    await using source = await readElsewhere(options.from, '--from');
    const { tables, unreadable } = await findLegacyTables(source.client, toFindOptions(options, place));
    const assumptions = { ...given, defaultSite: STORE_ID ?? (await onlyStore(place, asked)) };
    const counted = await countLegacy(source, tables, assumptions);
    const { known, strangers } = await sortStores(place, counted, { asked, adds: options.addStores === true });
    const stores = known.length === 0 ? [] : await loadStores(place.database.pool, known);
    const run = await importLegacy(place, source, counted, {
      ...assumptions,
      stores,
      waitMs,
      onTaskEnd,
      dryRun: options.dryRun ?? false,
    });
    return { from: source.place, counted, unreadable, strangers, assumptions, run };
  });
}

function toFindOptions(
  { schema, tables, payloadColumn, timeColumn }: ImportLegacyOptions,
  { endpoints }: Workplace,
): Parameters<typeof findLegacyTables>[1] {
  return { schema, endpoints, tables: parseNames('--tables', tables), payloadColumn, timeColumn };
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/;

function toInstantText(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (INSTANT.test(text) && !Number.isNaN(Date.parse(text))) return new Date(text).toISOString();
  throw new ConfigError(
    'BAD_INSTANT',
    `--fetched-at ${JSON.stringify(text)} is no moment: write it with its zone, like 2025-11-30T00:00:00+08:00`,
  );
}

/** Rows that name no store are taken for those of the only one there is. */
async function onlyStore({ database }: Workplace, asked: readonly SiteId[] | null): Promise<SiteId | null> {
  const all = asked ?? (await listStoreIds(database.pool));
  return all.length === 1 ? (all[0] ?? null) : null;
}

/** Which stores of the old system are ours; with `adds` all that are stores at all become so. */
async function sortStores(
  { database, config }: Workplace,
  counted: readonly CountedTable[],
  { asked, adds }: { readonly asked: readonly string[] | null; readonly adds: boolean },
): Promise<{ readonly known: SiteId[]; readonly strangers: Stranger[] }> {
  const rowsOf = new Map<string | null, number>();
  for (const { siteId, rows } of counted.flatMap(({ counts }) => counts)) {
    if (asked === null || siteId === null || asked.includes(siteId))
      rowsOf.set(siteId, (rowsOf.get(siteId) ?? 0) + rows);
  }
  const found = [...rowsOf.keys()].flatMap((siteId) =>
    siteId === null || !isSiteId(siteId) ? [] : [siteId as SiteId],
  );
  if (adds) await ensureStores(database.pool, found, config, TASKS);
  const registered = await listStoreIds(database.pool);
  const known = found.filter((siteId) => registered.includes(siteId));
  const strangers = [...rowsOf].flatMap(([siteId, n]) =>
    known.some((one) => one === siteId) ? [] : [{ siteId, rows: n }],
  );
  return { known, strangers };
}

function isSiteId(text: string): boolean {
  try {
    return toSiteId(text) === text;
  } catch {
    return false;
  }
}
