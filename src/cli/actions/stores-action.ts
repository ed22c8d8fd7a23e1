import { businessDateAt } from '../../base/business-day.ts';
import { ConfigError } from '../../base/errors.ts';
import { type SiteId, toSiteId } from '../../base/ids.ts';
import { addDays, isLocalDate } from '../../base/local-time.ts';
import { type BusinessDayChange, changeBusinessDay } from '../../orchestration/business-day-change.ts';
import { TASKS } from '../../orchestration/registry.ts';
import { addStore, loadStore, loadStores, updateStore } from '../../orchestration/stores.ts';
import type { Workplace } from '../../orchestration/workplace.ts';
import type { Store } from '../../tasks/task.ts';
import type { BusinessDayOptions, StoreOptions } from '../commands/stores.ts';
import type { CommonOptions } from '../common-options.ts';
import { parseTimezone, parseWait } from '../parse-options.ts';
import { withReadingPlace, withWorkplace } from '../workplace.ts';

/** The enabled stores. */
export function executeStoreList(options: CommonOptions): Promise<Store[]> {
  return withReadingPlace(options, ({ db }) => loadStores(db, null));
}

/** Makes a store known; throws ConfigError when it is there already. */
export function executeStoreAdd(id: string, options: StoreOptions): Promise<Store> {
  const siteId = toSiteId(id);
  const { timezone } = options;
  assertStoreOptions(options);
  const startHour = options.hour === undefined ? null : parseHour(options.hour);
  return withWorkplace(options, async ({ database: { pool }, config }) => {
    const { TIMEZONE, BUSINESS_DAY_START_HOUR } = config.values;
    await addStore(pool, siteId, {
      timezone: timezone ?? TIMEZONE,
      startHour: startHour ?? BUSINESS_DAY_START_HOUR,
      historyFrom: options.historyFrom ?? config.values.HISTORY_FROM ?? null,
      tasks: TASKS,
    });
    return await changeStore(pool, siteId, options);
  });
}

/** Changes what is known of a store. */
export function executeStoreSet(id: string, options: StoreOptions): Promise<Store> {
  const siteId = toSiteId(id);
  assertStoreOptions(options);
  const { name, historyFrom, tokenEnv, on, off } = options;
  if ([name, historyFrom, tokenEnv, on, off].every((value) => value === undefined)) {
    throw new ConfigError(
      'NOTHING_TO_SET',
      `say what is to be changed of store ${siteId}; "feiqiu-etl stores set --help" lists it`,
    );
  }
  return withWorkplace(options, ({ database: { pool } }) => changeStore(pool, siteId, options));
}

function assertStoreOptions({ timezone, historyFrom, tokenEnv }: StoreOptions): void {
  if (timezone !== undefined) parseTimezone(timezone);
  if (historyFrom !== undefined && !isLocalDate(historyFrom)) {
    throw new ConfigError(
      'BAD_DATE',
      `--history-from ${JSON.stringify(historyFrom)} is not a business day: give YYYY-MM-DD`,
    );
  }
  if (tokenEnv !== undefined && !/^[A-Z][A-Z0-9_]{0,63}$/.test(tokenEnv)) {
    // Not repeated: somebody may have given the token itself.
    throw new ConfigError(
      'BAD_TOKEN_ENV',
      '--token-env wants the NAME of an environment variable, such as API_TOKEN_SECOND, never the token',
    );
  }
}

async function changeStore(
  pool: Workplace['database']['pool'],
  siteId: SiteId,
  { name, historyFrom, tokenEnv, on, off }: StoreOptions,
): Promise<Store> {
  const enabled = on === true ? true : off === true ? false : undefined;
  await updateStore(pool, siteId, { name, historyFrom, tokenEnv, enabled });
  return loadStore(pool, siteId);
}

/** Shows, or with `--yes` makes, a change of the business day; what is wrong with the request is found first. */
export function executeBusinessDay(siteId: string, options: BusinessDayOptions): Promise<BusinessDayChange> {
  const startHour = parseHour(options.hour);
  const { timezone, from } = options;
  if (timezone !== undefined) parseTimezone(timezone);
  if (from !== undefined && from !== 'ever' && !isLocalDate(from)) {
    throw new ConfigError('BAD_DATE', `--from ${JSON.stringify(from)} is not a business day: give YYYY-MM-DD or ever`);
  }
  const waitMs = parseWait(options.wait);
  return withWorkplace(options, async (place) => {
    const store = await loadStore(place.database.pool, siteId);
    const today = businessDateAt(store.businessDays, place.clock.now());
    const first = from === 'ever' ? null : (from ?? addDays(today, 1));
    const before = store.businessDays.at(-1)?.timezone ?? store.timezone;
    return changeBusinessDay(place, store, {
      rule: { from: first, startHour, timezone: timezone ?? before },
      write: options.yes === true,
      waitMs,
    });
  });
}

function parseHour(text: string): number {
  const hour = Number(text);
  if (/^\d{1,2}$/.test(text) && hour <= 23) return hour;
  throw new ConfigError('BAD_HOUR', `--hour ${JSON.stringify(text)} is not an hour from 0 to 23`);
}
