import { secondOf } from '../../../src/simulator/hall/ids.ts';
import { toSeconds, toWallTime } from '../../../src/simulator/hall/time.ts';
import type { ExactRecord } from '../../../src/simulator/hall-source.ts';
import { type Dataset, rowsOf, stepsOfAlias, tableOfAlias, type Value, valueAt } from './dataset.ts';
import { type Formula, type Node, parseFormula, pathsOf } from './formula.ts';

type Scope = Record<string, ExactRecord>;
type Run = (scope: Scope) => Value;

/** What a rule found in a store's data. */
export interface Outcome {
  /** Rows the rule applied to. */
  readonly checked: number;
  /** The first rows it does not hold for. */
  readonly broken: readonly ExactRecord[];
}

const CASH_CARD_TYPE = 1997360299720773n;
const MAX_BROKEN = 5;

/** Evaluates one rule over one store's data. */
export function checkRule(formula: string | Formula, data: Dataset): Outcome {
  const { alias, where, rule } = typeof formula === 'string' ? parseFormula(formula) : formula;
  const evaluator = new Evaluator(data, alias);
  const applies = where === null ? undefined : evaluator.compile(where);
  const holds = evaluator.compile(rule);
  const broken: ExactRecord[] = [];
  let checked = 0;
  for (const row of rowsOf(data, tableOfAlias(alias))) {
    const scope: Scope = { [alias]: row };
    if (applies !== undefined && applies(scope) !== true) continue;
    checked += 1;
    if (holds(scope) !== true && broken.length < MAX_BROKEN) broken.push(row);
  }
  return { checked, broken };
}

/** A condition on rows that the caller puts into the scope under `alias`. */
export function compileFor(
  data: Dataset,
  alias: string,
  condition: Node,
): (scope: Record<string, ExactRecord>) => Value {
  return new Evaluator(data, alias).compile(condition);
}

/** Indexes are kept per dataset: the same lookups serve many rules. */
const INDEXES = new WeakMap<Dataset, Map<string, Map<Value, ExactRecord[]>>>();

class Evaluator {
  private readonly data: Dataset;
  private readonly main: string;

  constructor(data: Dataset, main: string) {
    this.data = data;
    this.main = main;
  }

  compile(node: Node): Run {
    switch (node.kind) {
      case 'number':
        return () => node.value * 100;
      case 'text':
        return () => node.value;
      case 'path':
        return this.path(node.alias, node.steps);
      case 'binary':
        return binary(node.op, this.compile(node.left), this.compile(node.right));
      case 'in':
        return this.membership(node.value, node.list);
      case 'null': {
        const value = this.compile(node.value);
        return (scope) => value(scope) === null;
      }
      case 'aggregate':
        return this.aggregate(node);
      case 'call':
        return this.call(node.name, node.args);
    }
  }

  private path(alias: string, steps: readonly string[]): Run {
    const full = stepsOfAlias(alias, steps);
    return (scope) => {
      const row = scope[alias];
      if (row === undefined) throw new Error(`no row of ${alias} in scope`);
      return valueAt(row, full);
    };
  }

  private membership(value: Node, list: readonly Node[]): Run {
    const [run, runs] = [this.compile(value), list.map((item) => this.compile(item))];
    return (scope) => runs.some((item) => same(run(scope), item(scope)));
  }

  private aggregate(node: Extract<Node, { kind: 'aggregate' }>): Run {
    const candidates = this.candidates(node.alias, node.where);
    const conditions = node.where.map((each) => this.compile(each));
    const value = node.value === null ? null : this.compile(node.value);
    return (scope) => {
      let total = 0;
      let least: Value;
      const outer = scope[node.alias];
      for (const row of candidates(scope)) {
        scope[node.alias] = row;
        if (!conditions.every((condition) => condition(scope) === true)) continue;
        const item = value === null ? 100 : value(scope);
        if (node.name === 'MIN') least = least === undefined || compare(item, least) < 0 ? item : least;
        else total += Number(item);
      }
      restore(scope, node.alias, outer);
      return node.name === 'MIN' ? least : total;
    };
  }

  /** Rows that can satisfy the conditions: looked up by an equality when there is one, else all. */
  private candidates(alias: string, where: readonly Node[]): (scope: Scope) => readonly ExactRecord[] {
    for (const condition of where) {
      if (condition.kind !== 'binary' || condition.op !== '=') continue;
      for (const [own, other] of [
        [condition.left, condition.right],
        [condition.right, condition.left],
      ] as const) {
        const paths = pathsOf(other);
        const usable = paths.length > 0 && paths.every(([name]) => name !== alias) && other.kind === 'path';
        if (own.kind !== 'path' || own.alias !== alias || !usable) continue;
        const index = this.index(alias, own.steps);
        const key = this.compile(other);
        return (scope) => index.get(key(scope)) ?? [];
      }
    }
    const rows = rowsOf(this.data, tableOfAlias(alias));
    return () => rows;
  }

  private index(alias: string, steps: readonly string[]): Map<Value, ExactRecord[]> {
    const indexes = INDEXES.get(this.data) ?? new Map<string, Map<Value, ExactRecord[]>>();
    INDEXES.set(this.data, indexes);
    const full = stepsOfAlias(alias, steps);
    const name = `${tableOfAlias(alias)}.${full.join('.')}`;
    const known = indexes.get(name);
    if (known !== undefined) return known;
    const index = new Map<Value, ExactRecord[]>();
    for (const row of rowsOf(this.data, tableOfAlias(alias))) {
      const key = valueAt(row, full);
      const rows = index.get(key);
      if (rows === undefined) index.set(key, [row]);
      else rows.push(row);
    }
    indexes.set(name, index);
    return index;
  }

  private call(name: string, args: readonly Node[]): Run {
    if (name === 'PREV') return this.previous(args);
    if (name === 'UNIQUE') return this.unique(args);
    if (name === 'LASTAFTER') return this.last(args, 'log', ['tenant_member_card_id', 'after', 'create_time', 'id']);
    if (name === 'LASTEND') return this.last(args, 'move', ['siteGoodsId', 'endNum', 'createTime', 'siteGoodsStockId']);
    const runs = args.map((arg) => this.compile(arg));
    const plain = FUNCTIONS[name];
    if (plain !== undefined) return (scope) => plain(runs.map((run) => run(scope)));
    if (name === 'CASH_CARD_TYPE') return () => CASH_CARD_TYPE;
    if (name === 'WINDOW_START') return () => this.data.windowStart;
    if (name === 'WINDOW_END') return () => this.data.windowEnd;
    throw new Error(`the rule language has no function ${name}`);
  }

  /** PREV(value, partition, order1, order2, default): the value of the row before, within the partition. */
  private previous(args: readonly Node[]): Run {
    const [value, partition, first, second, fallback] = args.map((arg) => this.compile(arg));
    if (!value || !partition || !first || !second || !fallback) throw new Error('PREV takes five arguments');
    const scopeOf = (row: ExactRecord): Scope => ({ [this.main]: row });
    const rows = [...rowsOf(this.data, tableOfAlias(this.main))].map((row) => ({
      row,
      order: [first(scopeOf(row)), second(scopeOf(row))] as const,
    }));
    rows.sort((left, right) => compare(left.order[0], right.order[0]) || compare(left.order[1], right.order[1]));
    const before = new Map<ExactRecord, Value>();
    const latest = new Map<Value, Value>();
    for (const { row } of rows) {
      const key = partition(scopeOf(row));
      if (latest.has(key)) before.set(row, latest.get(key));
      latest.set(key, value(scopeOf(row)));
    }
    return (scope) => {
      const row = scope[this.main];
      return row !== undefined && before.has(row) ? before.get(row) : fallback(scope);
    };
  }

  private unique(args: readonly Node[]): Run {
    const path = args[0];
    if (path?.kind !== 'path') throw new Error('UNIQUE takes a path');
    const steps = stepsOfAlias(path.alias, path.steps);
    const values = rowsOf(this.data, tableOfAlias(path.alias)).map((row) => valueAt(row, steps));
    const unique = new Set(values).size === values.length;
    return () => unique;
  }

  /** The value of the last row of a key, in the order of the two last fields named. */
  private last(args: readonly Node[], alias: string, fields: readonly string[]): Run {
    const [id, fallback] = args.map((arg) => this.compile(arg));
    if (!id || !fallback) throw new Error('LASTAFTER and LASTEND take two arguments');
    const rows = [...rowsOf(this.data, tableOfAlias(alias))];
    const [key = '', value = '', first = '', second = ''] = fields;
    rows.sort(
      (left, right) =>
        compare(valueAt(left, [first]), valueAt(right, [first])) ||
        compare(valueAt(left, [second]), valueAt(right, [second])),
    );
    const latest = new Map(rows.map((row) => [valueAt(row, [key]), valueAt(row, [value])]));
    return (scope) => (latest.has(id(scope)) ? latest.get(id(scope)) : fallback(scope));
  }
}

const FUNCTIONS: Readonly<Record<string, (args: readonly Value[]) => Value>> = {
  // Numbers are hundredths, so rounding to two places is rounding to a whole number.
  ROUND: ([value]) => Math.floor(Number(value) + 0.5),
  FLOOR: ([value]) => Math.floor(Number(value) / 100) * 100,
  SECONDS: ([from, to]) => (toSeconds(String(to)) - toSeconds(String(from))) * 100,
  IDTIME: ([id]) => toWallTime(secondOf(id as bigint)),
  IF: ([condition, yes, no]) => (condition === true ? yes : no),
  SUM_LIST: ([list]) => ((Array.isArray(list) ? list : [list]) as number[]).reduce((sum, item) => sum + (item ?? 0), 0),
  ALLEQ: ([list, value]) => ((list ?? []) as readonly Value[]).every((item) => same(item, value)),
  HEADMETHOD: ([cash, online, card, balance, coupon, method]) => {
    const used = (
      [
        [cash, 1],
        [online, method === 500 ? 5 : 4],
        [card, 3],
        [balance, 2],
      ] as const
    ).filter(([amount]) => amount !== 0);
    if (used.length > 1) return 700;
    const only = used[0];
    if (only !== undefined) return only[1] * 100;
    return coupon === 0 ? 0 : 600;
  },
};

function binary(op: string, left: Run, right: Run): Run {
  if (op === 'AND') return (scope) => left(scope) === true && right(scope) === true;
  if (op === 'OR') return (scope) => left(scope) === true || right(scope) === true;
  if (op === '=') return (scope) => same(left(scope), right(scope));
  if (op === '<>') return (scope) => !same(left(scope), right(scope));
  if (op === '<') return (scope) => compare(left(scope), right(scope)) < 0;
  if (op === '>') return (scope) => compare(left(scope), right(scope)) > 0;
  if (op === '<=') return (scope) => compare(left(scope), right(scope)) <= 0;
  if (op === '>=') return (scope) => compare(left(scope), right(scope)) >= 0;
  return arithmetic(op, left, right);
}

function arithmetic(op: string, left: Run, right: Run): Run {
  if (op === '+') return (scope) => Number(left(scope)) + Number(right(scope));
  if (op === '-') return (scope) => Number(left(scope)) - Number(right(scope));
  if (op === '*') return (scope) => (Number(left(scope)) * Number(right(scope))) / 100;
  if (op === '/') return (scope) => (Number(left(scope)) * 100) / Number(right(scope));
  throw new Error(`the rule language has no operator ${op}`);
}

function same(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left === typeof right || left === null || right === null) return false;
  return compare(left, right) === 0;
}

/** Ids are bigint and literals are hundredths: bring them together. */
function compare(left: Value, right: Value): number {
  const [first, second] = [comparable(left, right), comparable(right, left)];
  if (first === second) return 0;
  return (first as string) < (second as string) ? -1 : 1;
}

function comparable(value: Value, other: Value): Value {
  return typeof value === 'number' && typeof other === 'bigint' ? BigInt(Math.round(value / 100)) : value;
}

function restore(scope: Scope, alias: string, row: ExactRecord | undefined): void {
  if (row === undefined) delete scope[alias];
  else scope[alias] = row;
}
