import { ConfigError } from '../base/errors.ts';
import { didYouMean, nearestName } from '../base/nearest-name.ts';
import { castsFor, type Form, formOf } from './canonical.ts';
import type { FoundColumn, FoundTable, Side } from './catalogue.ts';
import { type Cast, type Mapping, namesLike, type TableMapping } from './mapping.ts';

/** A name that only one side has, and the one of the other side that may be meant. */
export interface OneSided {
  readonly side: Side;
  readonly name: string;
  readonly nearest: string | null;
}

/** Two columns that hold the same, and in what form they are compared. */
export interface ColumnPair {
  readonly left: FoundColumn;
  readonly right: FoundColumn;
  readonly form: Form;
}

/** Two columns of one name whose types cannot be compared without a stated cast. */
export interface UnlikeColumns {
  readonly left: FoundColumn;
  readonly right: FoundColumn;
  /** What a mapping may state. */
  readonly hint: string;
}

/** Two tables that hold the same. */
export interface TablePair {
  readonly left: FoundTable;
  readonly right: FoundTable;
  /** All that are compared, those of the key included. */
  readonly columns: readonly ColumnPair[];
  /** Which of them tell rows apart; all when nothing else does. */
  readonly key: readonly ColumnPair[];
  /** False: no key is known, so that a changed row is one that is gone and one that came. */
  readonly hasKey: boolean;
  readonly oneSided: readonly OneSided[];
  readonly unlike: readonly UnlikeColumns[];
  /** The column that --from and --to are about, on both sides. */
  readonly time: { readonly left: FoundColumn; readonly right: FoundColumn; readonly cast: Cast | undefined } | null;
}

/** What the mapping says of all tables, and what was asked for on the command line. */
export interface ColumnOptions {
  readonly mapping: Pick<Mapping, 'ignore'>;
  /** Key columns of every table, by their names on the left; null: by mapping or by the tables themselves. */
  readonly key: readonly string[] | null;
  /** Column of times, where the mapping names none; null: none. */
  readonly time: string | null;
}

/** Finds which columns of two tables hold the same; throws ConfigError for names that the tables do not have. */
export function pairColumns(
  left: FoundTable,
  right: FoundTable,
  mapped: TableMapping,
  options: ColumnOptions,
): TablePair {
  assertNames(left, right, mapped);
  const isIgnored = namesLike([...(options.mapping.ignore ?? []), ...(mapped.ignore ?? [])]);
  const { columns: renamed = {}, casts = {} } = mapped;
  const rightOf = (name: string): FoundColumn | undefined => columnOf(right, renamed[name] ?? name);
  const both = left.columns.flatMap((one) => {
    const other = rightOf(one.name);
    if (other === undefined || isIgnored(one.name) || isIgnored(other.name)) return [];
    return [{ left: one, right: other, form: formOf(one, other, casts[one.name]) }];
  });
  const columns = both.flatMap(({ form, ...pair }) => (form === null ? [] : [{ ...pair, form }]));
  const unlike = both.flatMap(({ form, ...pair }) =>
    form === null ? [{ ...pair, hint: castsFor(pair.left.family, pair.right.family) }] : [],
  );
  const key = chooseKey(left, right, columns, { mapped, asked: options.key });
  const oneSided = oneSidedColumns(left, right, renamed).filter(({ name }) => !isIgnored(name));
  const time = timeOf(left, rightOf, mapped, options.time);
  return { left, right, columns, key: key ?? columns, hasKey: key !== null, oneSided, unlike, time };
}

function assertNames(left: FoundTable, right: FoundTable, mapped: TableMapping): void {
  const { columns = {}, casts = {}, key = [], time } = mapped;
  const ofLeft = [...Object.keys(columns), ...Object.keys(casts), ...key, ...(time === undefined ? [] : [time])];
  assertColumns(left, right, ofLeft, Object.values(columns));
}

function oneSidedColumns(left: FoundTable, right: FoundTable, renamed: Readonly<Record<string, string>>): OneSided[] {
  const meant = new Set(left.columns.map(({ name }) => renamed[name] ?? name));
  const onlyLeft = left.columns.filter(({ name }) => columnOf(right, renamed[name] ?? name) === undefined);
  const onlyRight = right.columns.filter(({ name }) => !meant.has(name));
  return toOneSided(namesOf(onlyLeft), namesOf(onlyRight));
}

/** What was asked for, or mapped, or is the key of a side; null when nothing tells rows apart. */
function chooseKey(
  left: FoundTable,
  right: FoundTable,
  pairs: readonly ColumnPair[],
  { mapped, asked }: { readonly mapped: TableMapping; readonly asked: readonly string[] | null },
): readonly ColumnPair[] | null {
  const stated = mapped.key ?? asked;
  if (stated !== null) {
    assertColumns(left, right, stated);
    return stated.map((name) => pairs.find((pair) => pair.left.name === name) ?? notCompared(left, name));
  }
  const ofLeft = left.key.flatMap((name) => pairs.filter((pair) => pair.left.name === name));
  if (left.key.length > 0 && ofLeft.length === left.key.length) return ofLeft;
  const ofRight = right.key.flatMap((name) => pairs.filter((pair) => pair.right.name === name));
  return right.key.length > 0 && ofRight.length === right.key.length ? ofRight : null;
}

function notCompared({ name: table }: FoundTable, name: string): never {
  throw new ConfigError(
    'BAD_KEY',
    `the key column ${table}.${name} is not compared: the right side does not have it, it is ignored, or its types need a cast in --mapping`,
  );
}

function timeOf(
  left: FoundTable,
  rightOf: (name: string) => FoundColumn | undefined,
  mapped: TableMapping,
  asked: string | null,
): TablePair['time'] {
  const name = mapped.time ?? asked;
  const [one, other] = name === null ? [] : [columnOf(left, name), rightOf(name)];
  if (name === null || one === undefined || other === undefined) return null;
  return { left: one, right: other, cast: mapped.casts?.[name] };
}

function assertColumns(
  left: FoundTable,
  right: FoundTable,
  ofLeft: readonly string[],
  ofRight: readonly string[] = [],
): void {
  const check = (table: FoundTable, side: Side, names: readonly string[]): void => {
    const missing = names.find((name) => columnOf(table, name) === undefined);
    if (missing === undefined) return;
    throw new ConfigError(
      'BAD_MAPPING',
      `the ${side} table ${table.name} has no column ${JSON.stringify(missing)}, which --mapping or --keys names.` +
        `${didYouMean(missing, namesOf(table.columns))} It has: ${namesOf(table.columns).join(', ')}`,
    );
  };
  check(left, 'left', ofLeft);
  check(right, 'right', ofRight);
}

const namesOf = (columns: readonly FoundColumn[]): string[] => columns.map(({ name }) => name);

function columnOf(table: FoundTable, name: string): FoundColumn | undefined {
  return table.columns.find((column) => column.name === name);
}

/** Names of one side each, with the nearest of the other. */
export function toOneSided(left: readonly string[], right: readonly string[]): OneSided[] {
  return [
    ...left.map((name): OneSided => ({ side: 'left', name, nearest: nearestName(name, right) ?? null })),
    ...right.map((name): OneSided => ({ side: 'right', name, nearest: nearestName(name, left) ?? null })),
  ];
}
