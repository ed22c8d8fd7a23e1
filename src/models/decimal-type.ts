import { fixedPoint } from './fixed-point.ts';

/** A quantity, rate or share. */
export const decimalType = fixedPoint(
  { kind: 'decimal', zh: '小数', en: 'exact decimal, six decimals' },
  { integerDigits: 15, scale: 6 },
);
