import type { Dimension } from '../../src/catalog/dimensions/dimension.ts';
import { dimGoodsCategory } from '../../src/catalog/dimensions/goods-category.ts';
import { dimMember } from '../../src/catalog/dimensions/member.ts';
import { dimMemberCard } from '../../src/catalog/dimensions/member-card.ts';
import { dimStoreGoods } from '../../src/catalog/dimensions/store-goods.ts';
import { dimTable } from '../../src/catalog/dimensions/table.ts';
import type { Fact } from '../../src/catalog/fact.ts';
import { factAssistantCancellation } from '../../src/catalog/facts/assistant-cancellation.ts';
import { factAssistantService } from '../../src/catalog/facts/assistant-service.ts';
import { factBalanceChange } from '../../src/catalog/facts/balance-change.ts';
import { factGoodsSale } from '../../src/catalog/facts/goods-sale.ts';
import { factGroupBuyRedemption } from '../../src/catalog/facts/group-buy-redemption.ts';
import { factPayment } from '../../src/catalog/facts/payment.ts';
import { factPlatformCoupon } from '../../src/catalog/facts/platform-coupon.ts';
import { factRecharge } from '../../src/catalog/facts/recharge.ts';
import { factRefund } from '../../src/catalog/facts/refund.ts';
import { factSettlement } from '../../src/catalog/facts/settlement.ts';
import { factStockMovement } from '../../src/catalog/facts/stock-movement.ts';
import { factTableFee } from '../../src/catalog/facts/table-fee.ts';
import { factTableFeeAdjustment } from '../../src/catalog/facts/table-fee-adjustment.ts';
import type { Mart } from '../../src/catalog/mart.ts';
import { STORED_MARTS } from '../../src/catalog/marts.ts';

/** The damage that is none to one store alone. */
export const GIVEN_AWAY = 'given to another store';

/** One kind of damage, done to one row (or day) of one table. */
export interface SeededFault {
  /** What is done: the first part tells the kind of damage, the second the table. */
  readonly kind: string;
  readonly table: string;
  /** Statements, for a row that `seed` picks. */
  readonly plant: (where: Place) => readonly string[];
  /** True when figures are computed again after it, as after a load; false: the damage is in the figures. */
  readonly isBelowMarts: boolean;
}

/** Where it is planted. */
export interface Place {
  readonly siteId: string;
  readonly otherSiteId: string;
  /** Moves the pick to another row. */
  readonly seed: number;
}

/** A fact with an amount that figures depend on and a column that points to something. */
const FACTS: readonly (readonly [fact: Fact, amount: string, reference: string | null])[] = [
  [factSettlement, 'pay_amount', 'table_id'],
  [factPayment, 'pay_amount', 'relate_id'],
  [factRefund, 'pay_amount', 'relate_id'],
  [factRecharge, 'pay_amount', 'member_id'],
  [factTableFee, 'ledger_amount', 'table_id'],
  [factTableFeeAdjustment, 'adjust_amount', 'table_id'],
  [factAssistantService, 'ledger_amount', 'assistant_id'],
  [factAssistantCancellation, 'assistant_abolish_amount', null],
  [factGoodsSale, 'ledger_amount', 'site_goods_id'],
  [factBalanceChange, 'change_amount', 'member_card_id'],
  [factGroupBuyRedemption, 'ledger_amount', 'order_settle_id'],
  [factPlatformCoupon, 'sale_price', null],
  [factStockMovement, 'change_num', 'site_goods_id'],
];

const DIMENSIONS: readonly (readonly [dimension: Dimension, attribute: string])[] = [
  [dimMember, 'nickname'],
  [dimMemberCard, 'card_type_name'],
  [dimTable, 'table_name'],
  [dimStoreGoods, 'goods_name'],
  [dimGoodsCategory, 'category_name'],
];

/** The row that a seed picks among those that fit. */
const picked = (table: string, { siteId, seed }: Place, where = 'true'): string =>
  `ctid = (select ctid from ${table} where site_id = ${siteId} and ${where} order by md5(ctid::text || '${seed}') limit 1)`;

/** Copies a row, some columns saying something else. */
const copy = (table: string, changes: string, where: string): string =>
  `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object(${changes}))).* from ${table} t where t.${where}`;

interface FactFault {
  readonly kind: string;
  readonly statements: (
    fact: Fact,
    place: Place,
    more: { readonly amount: string; readonly reference: string | null },
  ) => string[] | null;
}

const dwd = ({ table }: Fact): string => `billiards.${table}`;
const ods = ({ source }: Fact): string => `billiards_ods.${source}`;
const keyOf = ({ key: [key = ''] }: Fact): string => key;
const closed = 'not is_deleted and business_date < (select max(business_date) from billiards.fact_settlement)';

/** Damage to a typed table alone: ODS still knows better. */
const IN_DWD: readonly FactFault[] = [
  {
    kind: 'row deleted',
    statements: (fact, place) => [`delete from ${dwd(fact)} where ${picked(dwd(fact), place, closed)}`],
  },
  {
    kind: 'row marked as deleted',
    statements: (fact, place) => [
      `update ${dwd(fact)} set is_deleted = true where ${picked(dwd(fact), place, closed)}`,
    ],
  },
  {
    kind: 'row doubled under another id',
    statements: (fact, place) => [
      copy(dwd(fact), `'${keyOf(fact)}', t.${keyOf(fact)} + 1`, picked(dwd(fact), place, closed)),
    ],
  },
  {
    kind: 'a cent more',
    statements: (fact, place, { amount }) => [
      `update ${dwd(fact)} set ${amount} = ${amount} + 0.01 where ${picked(dwd(fact), place, `${closed} and ${amount} is not null`)}`,
    ],
  },
  {
    kind: 'amount emptied',
    statements: (fact, place, { amount }) => [
      `update ${dwd(fact)} set ${amount} = null where ${picked(dwd(fact), place, `${closed} and ${amount} <> 0`)}`,
    ],
  },
  {
    kind: 'moved to the next business day',
    statements: (fact, place) => [
      `update ${dwd(fact)} set business_date = business_date + 1 where ${picked(dwd(fact), place, closed)}`,
    ],
  },
  {
    kind: 'time shifted by a day, business day with it',
    statements: (fact, place) => [
      `update ${dwd(fact)} set ${fact.businessTime} = ${fact.businessTime} - interval '1 day', business_date = business_date - 1
where ${picked(dwd(fact), place, `${closed} and business_date > '2026-01-01'`)}`,
    ],
  },
  {
    kind: GIVEN_AWAY,
    statements: (fact, place) => [
      `update ${dwd(fact)} set site_id = ${place.otherSiteId} where ${picked(dwd(fact), place, closed)}`,
    ],
  },
  {
    kind: 'points to what is not there',
    statements: (fact, place, { reference }) =>
      reference === null
        ? null
        : [
            `update ${dwd(fact)} set ${reference} = 1 where ${picked(dwd(fact), place, `${closed} and ${reference} is not null`)}`,
          ],
  },
];

/** Damage that ODS and the typed table agree on, as if upstream had been wrong: only the rules of business can tell. */
const IN_BOTH: readonly FactFault[] = [
  {
    kind: 'record lost upstream',
    statements: (fact, place) => {
      const row = `select source_id from ${ods(fact)} o where o.site_id = ${place.siteId} and o.source_id = (select _source_id from ${dwd(fact)} f where f.${picked(dwd(fact), place, closed)})`;
      return [
        `create temp table lost on commit drop as ${row}`,
        `delete from ${dwd(fact)} where site_id = ${place.siteId} and _source_id in (select source_id from lost)`,
        `delete from ${ods(fact)} where site_id = ${place.siteId} and source_id in (select source_id from lost)`,
        'drop table lost',
      ];
    },
  },
  {
    kind: 'a cent more upstream',
    statements: (fact, place, { amount }) => {
      const path = fact.columns.find(({ name }) => name === amount)?.path.replaceAll('.', ',');
      return [
        `create temp table wrong on commit drop as select _source_id, ${amount} + 0.01 as amount from ${dwd(fact)}
where ${picked(dwd(fact), place, `${closed} and ${amount} is not null`)}`,
        `update ${dwd(fact)} f set ${amount} = w.amount from wrong w where f.site_id = ${place.siteId} and f._source_id = w._source_id`,
        `update ${ods(fact)} o set payload = jsonb_set(payload, '{${path}}', to_jsonb(w.amount)) from wrong w
where o.site_id = ${place.siteId} and o.source_id = w._source_id`,
        'drop table wrong',
      ];
    },
  },
];

function factFaults(): SeededFault[] {
  return FACTS.flatMap(([fact, amount, reference]) =>
    [...IN_DWD, ...IN_BOTH].flatMap(({ kind, statements }) => {
      const plant = (place: Place): readonly string[] => statements(fact, place, { amount, reference }) ?? [];
      const isPossible = statements(fact, { siteId: '0', otherSiteId: '0', seed: 0 }, { amount, reference }) !== null;
      return isPossible ? [{ kind, table: fact.table, plant, isBelowMarts: true }] : [];
    }),
  );
}

/** Histories that were touched by hand. */
function dimensionFaults(): SeededFault[] {
  return DIMENSIONS.flatMap(
    ([
      {
        table,
        key: [key = ''],
      },
      attribute,
    ]) => {
      const name = `billiards.${table}`;
      const one = (kind: string, plant: (place: Place) => readonly string[]): SeededFault => ({
        kind,
        table,
        plant,
        isBelowMarts: true,
      });
      const current = (place: Place): string => picked(name, place, 'is_current');
      const unguarded = `alter table ${name} drop constraint if exists ${table}_one_end`;
      return [
        one('version overlaps the one before', (place) => [
          unguarded,
          copy(name, `'valid_from', '2020-01-01', 'version', t.version + 1`, current(place)),
        ]),
        one('version begins too late', (place) => [
          `update ${name} set valid_from = '2026-01-03' where ${picked(name, place, 'is_current and version = 1')}`,
        ]),
        one('version number left out', (place) => [`update ${name} set version = version + 1 where ${current(place)}`]),
        one('last version ended', (place) => [
          `update ${name} set valid_to = '2027-01-01', is_current = false where ${current(place)}`,
        ]),
        one('member deleted', (place) => [
          `delete from ${name} where site_id = ${place.siteId} and ${key} = (select ${key} from ${name} where ${current(place)})`,
        ]),
        one('attribute changed by hand', (place) => [
          `update ${name} set ${attribute} = ${attribute} || '?' where ${current(place)}`,
        ]),
      ];
    },
  );
}

/** Figures that were touched by hand. */
function martFaults(): SeededFault[] {
  return STORED_MARTS.flatMap((mart) => {
    const name = `billiards_dws.${mart.table}`;
    const day = mart.columns.some((column) => column.name === 'business_date')
      ? "business_date between '2026-01-02' and '2026-01-06'"
      : 'true';
    const one = (kind: string, plant: (place: Place) => readonly string[]): SeededFault => ({
      kind,
      table: mart.table,
      plant,
      isBelowMarts: false,
    });
    return [
      one('figure changed by hand', (place) => {
        const figure = figureOf(mart, place.seed);
        return [`update ${name} set ${figure} = coalesce(${figure}, 0) + 1 where ${picked(name, place, day)}`];
      }),
      one('row of figures deleted', (place) => [`delete from ${name} where ${picked(name, place, day)}`]),
      ...(day === 'true'
        ? []
        : [
            one('day of figures deleted', (place: Place) => [
              `delete from ${name} where site_id = ${place.siteId} and business_date = (select business_date from ${name} where ${picked(name, place, day)})`,
            ]),
          ]),
    ];
  });
}

/** A figure of a mart that a seed picks. */
function figureOf({ columns, key }: Mart, seed: number): string {
  const figures = columns.filter(
    ({ name, kind }) => !key.includes(name) && ['money', 'count', 'quantity', 'seconds'].includes(kind),
  );
  return figures[(seed * 7) % figures.length]?.name ?? '';
}

/** Damage that is neither a row of a fact nor of a dimension nor a figure. */
const OTHERS: readonly SeededFault[] = [
  {
    kind: 'state of a day deleted',
    table: 'dws_day_status',
    plant: ({ siteId }) => [
      `delete from billiards_dws.dws_day_status where site_id = ${siteId} and business_date = '2026-01-04'`,
    ],
    isBelowMarts: false,
  },
  {
    kind: 'window forgotten',
    table: 'etl_window',
    plant: ({ siteId }) => [
      `delete from etl_admin.etl_window where site_id = ${siteId} and task_code = 'ODS_PAYMENT' and window_from < '2026-01-04'`,
    ],
    isBelowMarts: false,
  },
  {
    kind: 'all payments of a day lost',
    table: 'fact_payment',
    plant: ({ siteId }) => [
      `delete from billiards.fact_payment where site_id = ${siteId} and business_date = '2026-01-04'`,
    ],
    isBelowMarts: true,
  },
  {
    kind: 'line of a ticket deleted',
    table: 'fact_ticket_goods',
    plant: (place) => [
      `delete from billiards.fact_ticket_goods where ${picked('billiards.fact_ticket_goods', place, `${closed} and ledger_amount <> 0`)}`,
    ],
    isBelowMarts: true,
  },
  {
    kind: 'balance of a card changed by hand',
    table: 'dim_member_card',
    plant: (place) => [
      `update billiards.dim_member_card set balance = balance + 0.01 where ${picked('billiards.dim_member_card', place, 'is_current')}`,
    ],
    isBelowMarts: true,
  },
  {
    kind: 'stock of goods changed by hand',
    table: 'dim_store_goods',
    plant: (place) => [
      `update billiards.dim_store_goods set stock_quantity = stock_quantity + 1 where ${picked('billiards.dim_store_goods', place, 'is_current')}`,
    ],
    isBelowMarts: true,
  },
];

/** Every kind of damage on every table it can be done to. */
export const SEEDED_FAULTS: readonly SeededFault[] = [
  ...factFaults(),
  ...dimensionFaults(),
  ...martFaults(),
  ...OTHERS,
];
