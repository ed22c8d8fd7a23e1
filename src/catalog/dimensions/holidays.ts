/** Days off or made-up working days in a row, as the State Council announced them. Dates inclusive. */
export interface HolidaySpan {
  readonly from: string;
  readonly to: string;
  /** False: a weekend day that is worked to make up for a holiday (调休). */
  readonly isDayOff: boolean;
  readonly zh: string;
  readonly en: string;
}

const NEW_YEAR = { zh: '元旦', en: 'New Year' } as const;
const SPRING = { zh: '春节', en: 'Spring Festival' } as const;
const QINGMING = { zh: '清明节', en: 'Qingming Festival' } as const;
const LABOUR = { zh: '劳动节', en: 'Labour Day' } as const;
const DRAGON_BOAT = { zh: '端午节', en: 'Dragon Boat Festival' } as const;
const MID_AUTUMN = { zh: '中秋节', en: 'Mid-Autumn Festival' } as const;
const NATIONAL = { zh: '国庆节', en: 'National Day' } as const;
const NATIONAL_AND_MID_AUTUMN = { zh: '国庆节、中秋节', en: 'National Day and Mid-Autumn Festival' } as const;

interface Name {
  readonly zh: string;
  readonly en: string;
}

const off = (from: string, to: string, name: Name): HolidaySpan => ({ from, to, isDayOff: true, ...name });
const worked = (day: string, name: Name): HolidaySpan => ({ from: day, to: day, isDayOff: false, ...name });

/**
 * Public holidays of mainland China. A year appears here once it is announced (usually in November before); until then,
 * or for days of one's own, rows written into dim_holiday by hand do the same and are kept.
 */
export const HOLIDAYS: readonly HolidaySpan[] = [
  off('2024-01-01', '2024-01-01', NEW_YEAR),
  worked('2024-02-04', SPRING),
  off('2024-02-10', '2024-02-17', SPRING),
  worked('2024-02-18', SPRING),
  off('2024-04-04', '2024-04-06', QINGMING),
  worked('2024-04-07', QINGMING),
  worked('2024-04-28', LABOUR),
  off('2024-05-01', '2024-05-05', LABOUR),
  worked('2024-05-11', LABOUR),
  off('2024-06-10', '2024-06-10', DRAGON_BOAT),
  worked('2024-09-14', MID_AUTUMN),
  off('2024-09-15', '2024-09-17', MID_AUTUMN),
  worked('2024-09-29', NATIONAL),
  off('2024-10-01', '2024-10-07', NATIONAL),
  worked('2024-10-12', NATIONAL),

  off('2025-01-01', '2025-01-01', NEW_YEAR),
  worked('2025-01-26', SPRING),
  off('2025-01-28', '2025-02-04', SPRING),
  worked('2025-02-08', SPRING),
  off('2025-04-04', '2025-04-06', QINGMING),
  worked('2025-04-27', LABOUR),
  off('2025-05-01', '2025-05-05', LABOUR),
  off('2025-05-31', '2025-06-02', DRAGON_BOAT),
  worked('2025-09-28', NATIONAL_AND_MID_AUTUMN),
  off('2025-10-01', '2025-10-08', NATIONAL_AND_MID_AUTUMN),
  worked('2025-10-11', NATIONAL_AND_MID_AUTUMN),

  off('2026-01-01', '2026-01-03', NEW_YEAR),
  worked('2026-01-04', NEW_YEAR),
  worked('2026-02-14', SPRING),
  off('2026-02-15', '2026-02-23', SPRING),
  worked('2026-02-28', SPRING),
  off('2026-04-04', '2026-04-06', QINGMING),
  off('2026-05-01', '2026-05-05', LABOUR),
  worked('2026-05-09', LABOUR),
  off('2026-06-19', '2026-06-21', DRAGON_BOAT),
  worked('2026-09-20', NATIONAL),
  off('2026-09-25', '2026-09-27', MID_AUTUMN),
  off('2026-10-01', '2026-10-07', NATIONAL),
  worked('2026-10-10', NATIONAL),
];

/** Dates for which dim_date has a row, inclusive. */
export const CALENDAR = { from: '2020-01-01', to: '2035-12-31' } as const;
