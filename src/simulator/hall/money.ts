/** Amounts in the hall are whole cents. */
export type Money = number;

/** numerator / denominator, half up, for whole numbers. */
export function divideHalfUp(numerator: number, denominator: number): number {
  return Math.floor((2 * numerator + denominator) / (2 * denominator));
}

/** What so many seconds cost at a price per hour. */
export function hourlyAmount(pricePerHour: Money, seconds: number): Money {
  return divideHalfUp(pricePerHour * seconds, 3600);
}

/** What a member discount takes off: `tenths` is the rate as upstream writes it times ten (95 = 9.5 = 5 % off). */
export function discountOf(amount: Money, tenths: number): Money {
  return divideHalfUp(amount * (100 - tenths), 100);
}

export function sumOf<Item>(items: readonly Item[], value: (item: Item) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
}
