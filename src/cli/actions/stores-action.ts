import { businessDateAt } from '../../base/business-day.ts';
import { ConfigError } from '../../base/errors.ts';
import { addDays, isLocalDate, isTimeZone } from '../../base/local-time.ts';
import { type BusinessDayChange, changeBusinessDay } from '../../orchestration/business-day-change.ts';
import { loadStores } from '../../orchestration/stores.ts';
import type { Store } from '../../tasks/task.ts';
import type { BusinessDayOptions } from '../commands/stores.ts';
import type { CommonOptions } from '../common-options.ts';
import { withReadingPlace, withWorkplace } from '../workplace.ts';
import { parseWait } from './run-action.ts';

/** The enabled stores. */
export function executeStoreList(options: CommonOptions): Promise<Store[]> {
  return withReadingPlace(options, ({ db }) => loadStores(db, null));
}

/** Shows, or with `--yes` makes, a change of the business day; what is wrong with the request is found first. */
export function executeBusinessDay(siteId: string, options: BusinessDayOptions): Promise<BusinessDayChange> {
  const startHour = parseHour(options.hour);
  const { zone, from } = options;
  if (zone !== undefined && !isTimeZone(zone)) {
    throw new ConfigError('BAD_ZONE', `--zone ${JSON.stringify(zone)} is not a time zone such as Asia/Shanghai`);
  }
  if (from !== undefined && from !== 'ever' && !isLocalDate(from)) {
    throw new ConfigError('BAD_DATE', `--from ${JSON.stringify(from)} is not a business day: give YYYY-MM-DD or ever`);
  }
  const waitMs = parseWait(options.wait);
  return withWorkplace(options, async (place) => {
    const [store] = await loadStores(place.database.pool, [siteId]);
    if (store === undefined) throw new Error(`store ${siteId} was not loaded`);
    const today = businessDateAt(store.businessDays, place.clock.now());
    const first = from === 'ever' ? null : (from ?? addDays(today, 1));
    const timezone = zone ?? store.businessDays.at(-1)?.timezone ?? store.timezone;
    return changeBusinessDay(place, store, {
      rule: { from: first, startHour, timezone },
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
