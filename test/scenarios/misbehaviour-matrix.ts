import { ENDPOINTS } from '../../src/catalog/endpoints.ts';

/** What shows that upstream misbehaved: a task that did not simply succeed, a quarantine entry, drift, or a check. */
export type Signal = `task ${string} ${string}` | `quarantine ${string}` | `drift ${string}` | `check ${string}`;

/** One misbehaviour of upstream and what comes of it. */
export interface Case {
  /** As `--misbehave` takes it. */
  readonly switch: string;
  /** True when the hall was read once before it began. */
  readonly after?: 'a clean run';
  /** Some of what must tell of it; null: nothing needs to. */
  readonly caught: readonly Signal[] | null;
  /** Why every figure is right all the same, and nobody has to do anything. */
  readonly harmless?: string;
}

/** All endpoints that are read by window. */
const EVERY_WINDOW = ENDPOINTS.filter(({ mode }) => mode === 'window')
  .map(({ table }) => table)
  .join('+');

const READ_ANYWAY = 'the client reads it as it was meant, and every figure is right';

/** All 32 misbehaviours of the contract, some in several forms. */
export const MATRIX: readonly Case[] = [
  { switch: 'M-NULL-FIELDS', caught: ['drift null-field', 'check drift.null-field'] },
  { switch: 'M-CODE=200', caught: null, harmless: READ_ANYWAY },
  { switch: 'M-LIST-KEY=alt', caught: null, harmless: READ_ANYWAY },
  { switch: 'M-NO-TOTAL=missing', caught: null, harmless: 'pages are read to the end, and nothing is taken for gone' },
  {
    switch: 'M-NO-TOTAL=tooSmall',
    caught: ['task ODS_ORDER_SETTLE WALK_UNPROVEN', 'check completeness.windows'],
  },
  { switch: 'M-SALES-NO-WINDOW', caught: null, harmless: 'goods sales are always asked for with a window' },
  { switch: 'M-STOCK-NO-SITE', caught: null, harmless: 'the store of a report is the one it was asked for' },
  { switch: 'M-TICKET-1400', caught: ['task ODS_SETTLEMENT_TICKET OPTIONAL_REFUSED'] },
  { switch: 'M-TOKEN-EXPIRY', caught: ['task ODS_TABLE TOKEN_REFUSED'] },
  { switch: 'M-LATE-EDIT=0.3;hours:100', caught: ['check AST-02'] },
  { switch: 'M-LATE-ARRIVAL=0.4;hours:12', caught: ['check SET-06', 'check law.cash.payments'] },
  {
    switch: 'M-PAGE-DRIFT=1;pages:3',
    caught: null,
    harmless: 'the walk notices and is made again until it proves itself',
  },
  { switch: 'M-DUP-PAGES', caught: null, harmless: 'a row that stands on two pages is one row' },
  { switch: 'M-LOST-ROW=99', caught: ['task ODS_ORDER_SETTLE WALK_UNPROVEN', 'check completeness.windows'] },
  { switch: 'M-VANISH=0.03', caught: ['check SET-06', 'check STK-06'] },
  { switch: 'M-VANISH=0.03', after: 'a clean run', caught: ['check SET-06', 'check STK-06'] },
  { switch: 'M-BIGINT', caught: ['drift unknown-code', 'check SET-24'] },
  { switch: 'M-STR-NUM', caught: ['drift type-changed'] },
  { switch: 'M-ZERO-DATE', caught: null, harmless: 'both forms are known to mean nothing' },
  { switch: 'M-EMPTY-STRING', caught: ['check SET-26'] },
  { switch: 'M-NEW-FIELD', caught: ['drift new-field', 'check drift.new-field'] },
  { switch: 'M-MISSING-FIELD', caught: ['drift missing-field', 'check drift.missing-field'] },
  {
    switch: 'M-TYPE-CHANGE',
    caught: ['quarantine invalid_required', 'drift type-changed', 'check completeness.quarantine'],
  },
  { switch: 'M-OTHER-SITE', caught: ['quarantine foreign_site', 'check completeness.foreign'] },
  { switch: 'M-FLOAT-NOISE', caught: null, harmless: 'amounts are rounded to the cent, and their text is kept' },
  { switch: 'M-CONSUME-ABC', caught: ['check TKT-01'] },
  { switch: 'M-CASE=all', caught: ['drift other-case'], harmless: 'names are matched in any letter case' },
  {
    switch: 'M-429-5XX=0.15;kinds:429+500+502+503+reset+html;retryAfter:0',
    caught: null,
    harmless: 'the request is made again',
  },
  { switch: 'M-EMPTY-WINDOW', caught: ['check PAY-04', 'check law.cash.payments'] },
  { switch: 'M-EMPTY-WINDOW=settlement_records+payment_transactions', caught: ['check PAY-03'] },
  { switch: `M-EMPTY-WINDOW=${EVERY_WINDOW}`, caught: ['check volume.silent'] },
  { switch: 'M-UNKNOWN-ENUM', caught: ['drift unknown-code', 'check code.fact_payment', 'check PAY-02'] },
  { switch: 'M-RECHARGE-LEAK', caught: ['task ODS_SETTLEMENT_TICKET IDS_REFUSED', 'check SET-21'] },
  { switch: 'M-SHARED-LIST-KEY', caught: null, harmless: 'answers are told apart by the path that was asked' },
  { switch: 'M-OVERPAGE', caught: null, harmless: READ_ANYWAY },
  { switch: 'M-LIMIT-CAP', caught: null, harmless: 'no more than 100 rows are asked for at a time' },
];
