/** 12345.60 → 12,345.60; digits are only grouped, so that no amount is ever rounded. */
export function renderAmount(amount: string): string {
  const [whole = '', fraction] = amount.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A share of 0 to 1 as whole percent. */
export function renderPercent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** For lengths of bars only: nothing that is shown as a figure comes from it. */
export function toLength(amount: string | null): number {
  return Number(amount ?? 0);
}
