import { z } from 'zod';
import { RequestRefused } from '../../base/errors.ts';
import { toSiteId } from '../../base/ids.ts';
import { isLocalDate } from '../../base/local-time.ts';
import type { Queryable } from '../../tasks/task.ts';
import { isVisibleStore } from './queries/stores.ts';

/** Kinds of input that several routes take. */
export const DATE = z.string().refine(isLocalDate, 'is no date: write it as 2026-11-22');

export const SITE_ID = z.string().refine((text) => {
  try {
    return toSiteId(text) === text;
  } catch {
    return false;
  }
}, 'is no store id');

export const RUN_ID = z.uuid('is no id of a run');

/** `all`, or the id of one store. */
export const STORE = z.union([z.literal('all'), SITE_ID], 'is neither all nor a store id');

/** The stores that a choice means: null for all. Throws RequestRefused for one that is not there, or not for this user. */
export async function sitesOf(db: Queryable, store: string): Promise<readonly string[] | null> {
  if (store === 'all') return null;
  if (await isVisibleStore(db, store)) return [store];
  throw new RequestRefused(404, 'NO_SUCH_STORE', `store ${store} is not there, or not for you to see`);
}
