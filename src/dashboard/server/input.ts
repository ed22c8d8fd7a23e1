import { z } from 'zod';
import { RequestRefused } from '../../base/errors.ts';
import { toSiteId } from '../../base/ids.ts';
import { isLocalDate } from '../../base/local-time.ts';
import type { Queryable } from '../../tasks/task.ts';
import { bilingual } from './answers.ts';
import { isVisibleStore } from './queries/stores.ts';

/** Kinds of input that several routes take. */
export const DATE = z
  .string()
  .refine(isLocalDate, bilingual('不是日期，请写成 2026-11-22', 'is no date: write it as 2026-11-22'))
  // Weeks and years are counted to both sides of it, and the database writes other years in another form.
  .refine(
    (date) => date >= '1900' && date < '9999',
    bilingual('不在 1900 至 9998 年之间', 'is not between the years 1900 and 9998'),
  );

export const SITE_ID = z.string().refine(isSiteId, bilingual('不是门店编号', 'is no store id'));

export const RUN_ID = z.uuid(bilingual('不是运行的编号', 'is no id of a run'));

/** `all`, or the id of one store. */
export const STORE = z
  .string()
  .refine(
    (text) => text === 'all' || isSiteId(text),
    bilingual('既不是 all，也不是门店编号', 'is neither all nor a store id'),
  );

/** Why somebody does what leaves a mark. */
export const REASON = z
  .string()
  .trim()
  .min(5, bilingual('请写明理由，至少 5 个字', 'say why, in at least 5 characters'))
  .max(500);

function isSiteId(text: string): boolean {
  try {
    return toSiteId(text) === text;
  } catch {
    return false;
  }
}

/** The stores that a choice means: null for all. Throws RequestRefused for one that is not there, or not for this user. */
export async function sitesOf(db: Queryable, store: string): Promise<readonly string[] | null> {
  if (store === 'all') return null;
  if (await isVisibleStore(db, store)) return [store];
  throw new RequestRefused(404, 'NO_SUCH_STORE', {
    zh: `没有门店 ${store}，或者它不归你看`,
    en: `store ${store} is not there, or not for you to see`,
  });
}
