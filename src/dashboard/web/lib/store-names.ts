import type { StoresAnswer } from '../../api/day.ts';

/** What a store is called; its id where nobody has given it a name. */
export function nameOf({ stores }: StoresAnswer, siteId: string): string {
  return stores.find((store) => store.siteId === siteId)?.name ?? siteId;
}
