import type { NoneValue } from '../../models/none-value.ts';

/** Why a field that repeats the store stays in ODS: the column site_id is the store, dim_site its description. */
export const REPEATS_SITE = 'repeats the store, which is site_id and dim_site';

/** An end that is not in sight is sent as a date about two hundred years ahead. */
export const NEVER: readonly NoneValue[] = ['empty-text', 'zero-date', 'far-date'];
