import type { ColumnType } from './column-type.ts';
import { wholeNumber } from './whole-number.ts';

/** A duration, stored in seconds whatever unit upstream sends. */
export function durationType(unit: 'seconds' | 'minutes'): ColumnType {
  const whole = wholeNumber({ kind: 'duration', zh: '时长(秒)', en: `seconds, sent in ${unit}` });
  if (unit === 'seconds') return whole;
  return {
    ...whole,
    cast: (text) => `${whole.cast(text)} * 60`,
    parse(text) {
      const minutes = whole.parse(text);
      return minutes.ok ? { ok: true, value: (BigInt(minutes.value) * 60n).toString() } : minutes;
    },
  };
}
