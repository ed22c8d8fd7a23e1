import type { Check } from './check.ts';
import { COMPLETENESS_CHECKS } from './checks/completeness.ts';

/** Every check there is, by family. A check of one's own is one more line in a file of `checks/`. */
export const CHECKS: readonly Check[] = [...COMPLETENESS_CHECKS];

/** The checks a day has to pass before its figures are published. */
export const BLOCKING_CHECKS: readonly Check[] = CHECKS.filter(({ blocking }) => blocking);
