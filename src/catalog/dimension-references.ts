import type { Dimension } from './dimensions/dimension.ts';
import { DIMENSIONS } from './dimensions.ts';
import type { Fact } from './fact.ts';
import { FACTS } from './facts.ts';

/** A column of a fact that holds the key of a member. */
export interface DimensionReference {
  readonly fact: Fact;
  /** Null: the store itself is the member, and every row is of it. */
  readonly column: string | null;
}

/** The same thing has the same name in every table; these columns tell besides in which part it appears. */
const ROLES: Readonly<Record<string, string>> = {
  goods_second_category_id: 'goods_category_id',
  goods_category_second_id: 'goods_category_id',
  tenant_goods_category_id: 'goods_category_id',
  package_coupon_id: 'group_buy_package_id',
};

/** Where the facts refer to a dimension. */
export function referencesTo(
  { key: [key] }: Pick<Dimension, 'key'>,
  facts: readonly Fact[] = FACTS,
): DimensionReference[] {
  if (key === undefined) return facts.map((fact) => ({ fact, column: null }));
  return facts.flatMap((fact) =>
    fact.columns.filter(({ name }) => name === key || ROLES[name] === key).map(({ name }) => ({ fact, column: name })),
  );
}

/** The dimensions that a column of one of the facts refers to; the store, which every row has, is not among them. */
export function dimensionsOf(facts: readonly Fact[]): Dimension[] {
  return DIMENSIONS.filter((dimension) => referencesTo(dimension, facts).some(({ column }) => column !== null));
}
