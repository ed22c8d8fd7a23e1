import { wholeNumber } from './whole-number.ts';

/** How many. */
export const countType = wholeNumber({ kind: 'count', zh: '数量', en: 'whole number' });
