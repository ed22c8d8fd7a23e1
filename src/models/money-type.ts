import { fixedPoint } from './fixed-point.ts';

/** Yuan, exact to the cent; more digits are rounded and the text as received is kept beside it. */
export const moneyType = fixedPoint(
  { kind: 'money', zh: '金额(元)', en: 'yuan, two decimals' },
  { integerDigits: 15, scale: 2 },
);
