import { userInfo } from 'node:os';
import { ConfigError } from '../../base/errors.ts';
import { addDays, atHour, toInstant } from '../../base/local-time.ts';
import { loadStores } from '../../orchestration/stores.ts';
import { findCheck } from '../../quality/select-checks.ts';
import { addSnooze, endSnoozes, listSnoozes, type Snooze } from '../../quality/snoozes.ts';
import type { CheckOptions, SnoozeOptions } from '../commands/quality.ts';
import type { CommonOptions } from '../common-options.ts';
import { parseStoreIds } from '../parse-options.ts';
import { withReadingPlace, withWorkplace } from '../workplace.ts';
import { parseDay } from './quality-action.ts';

/** Accepts the violations of a check up to the end of a day; returns all snoozes in force. */
export async function executeSnooze(id: string, options: SnoozeOptions): Promise<Snooze[]> {
  const { id: checkId } = findCheck(id);
  const reason = options.reason.trim();
  if (reason === '') throw new ConfigError('NO_REASON', '--reason is empty: say why the violations are accepted');
  const lastDay = parseDay('--until', options.until);
  return withWorkplace(options, async ({ database: { pool }, config, clock }) => {
    const asked = parseStoreIds(options.stores);
    const stores = asked === null ? null : await loadStores(pool, asked);
    const now = clock.now();
    const until = toInstant(atHour(addDays(lastDay, 1)), stores?.[0]?.timezone ?? config.values.TIMEZONE);
    if (until <= now) throw new ConfigError('BAD_DATE', `--until ${lastDay} is over: give a day that is still to come`);
    const siteIds = stores?.map(({ siteId }) => siteId) ?? null;
    await addSnooze(pool, { checkId, siteIds, reason, until, now, createdBy: userInfo().username });
    return listSnoozes(pool, now);
  });
}

/** The snoozes in force. */
export function executeSnoozes(options: CommonOptions): Promise<Snooze[]> {
  return withReadingPlace(options, ({ db, clock }) => listSnoozes(db, clock.now()));
}

/** Ends the snoozes of a check. */
export async function executeWake(
  id: string,
  options: CheckOptions,
): Promise<{ readonly checkId: string; readonly ended: number }> {
  const { id: checkId } = findCheck(id);
  return withWorkplace(options, async ({ database: { pool }, clock }) => {
    const asked = parseStoreIds(options.stores);
    const siteIds = asked === null ? null : (await loadStores(pool, asked)).map(({ siteId }) => siteId);
    return { checkId, ended: await endSnoozes(pool, { checkId, siteIds, now: clock.now() }) };
  });
}
