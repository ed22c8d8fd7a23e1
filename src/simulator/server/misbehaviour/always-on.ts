import type { SwitchDefinition } from './effects.ts';

/** Upstream behaves like this whatever is switched on; the names are accepted so that every M-* can be asked for. */
export const ALWAYS_ON: readonly SwitchDefinition[] = [
  alwaysOn('M-SALES-NO-WINDOW', 'goods sales asked for without a window are an empty success'),
  alwaysOn('M-STOCK-NO-SITE', 'rows of the stock report carry no site id'),
  alwaysOn('M-SHARED-LIST-KEY', 'table fees and redemptions share the list key siteTableUseDetailsList'),
  alwaysOn('M-LIMIT-CAP', 'a limit above 100 is cut to 100 without a word'),
];

function alwaysOn(name: string, meaning: string): SwitchDefinition {
  return { name, meaning: `${meaning} (always on)`, value: null, options: {}, create: () => ({}) };
}
