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

export interface PairOptions {
  readonly mapping: Mapping;
  /** Names of either side, * for anything; null: all. */
  readonly tables: readonly string[] | null;
  /** Key columns of every table, by their names on the left; null: by mapping or by the tables themselves. */
  readonly key: readonly string[] | null;
  /** Column of times, where the mapping names none; null: none. */
  readonly time: string | null;
}

export interface Pairing {
  readonly pairs: readonly TablePair[];
  readonly oneSided: readonly OneSided[];
}

type Catalogue = ReadonlyMap<string, FoundTable>;

/** Finds what is to be compared with what; throws ConfigError for names that the databases do not have. */
export function pairTables(left: Catalogue, right: Catalogue, options: PairOptions): Pairing {
  const mapped = options.mapping.tables ?? {};
  for (const [name, { to }] of Object.entries(mapped)) assertTable(name, to ?? null, { left, right });
  const isAsked = options.tables === null ? () => true : namesLike(options.tables);
  const taken = new Set<string>();
  const dropped = new Set<string>();
  const pairs: TablePair[] = [];
  const onlyLeft: string[] = [];
  for (const table of left.values()) {
    const { to = table.name } = mapped[table.name] ?? {};
    if (to === null) {
      dropped.add(table.name);
      continue;
    }
    const other = right.get(to);
    if (other !== undefined) taken.add(to);
    if (!isAsked(table.name) && !isAsked(to)) continue;
    if (other === undefined) onlyLeft.push(table.name);
    else pairs.push(pairColumns(table, other, mapped[table.name] ?? {}, options));
  }
  const onlyRight = [...right.keys()].filter((name) => !taken.has(name) && !dropped.has(name) && isAsked(name));
  assertSomething(options.tables, pairs.length + onlyLeft.length + onlyRight.length, [...left.keys(), ...right.keys()]);
  const { ignoreTables = {} } = options.mapping;
  const isCounted = ({ side, name }: OneSided): boolean => !namesLike(ignoreTables[side] ?? [])(name);
  return { pairs, oneSided: toOneSided(onlyLeft, onlyRight).filter(isCounted) };
}

function assertTable(name: string, to: string | null, { left, right }: Readonly<Record<Side, Catalogue>>): void {
  const wrong = (side: Side, table: string, catalogue: Catalogue): ConfigError =>
    new ConfigError(
      'BAD_MAPPING',
      `--mapping names the table ${JSON.stringify(table)}, which the ${side} side does not have.` +
        `${didYouMean(table, catalogue.keys())} It has: ${[...catalogue.keys()].join(', ')}`,
    );
  if (!left.has(name)) throw wrong('left', name, left);
  if (to !== null && !right.has(to)) throw wrong('right', to, right);
}

function assertSomething(asked: readonly string[] | null, found: number, known: readonly string[]): void {
  if (asked === null || found > 0) return;
  throw new ConfigError(
    'NO_TABLES',
    `--tables ${asked.join(',')} matches no table of either side.${didYouMean(asked[0] ?? '', known)} ` +
      `There are: ${[...new Set(known)].join(', ')}`,
  );
}

function toOneSided(left: readonly string[], right: readonly string[]): OneSided[] {
  return [
    ...left.map((name): OneSided => ({ side: 'left', name, nearest: nearestName(name, right) ?? null })),
    ...right.map((name): OneSided => ({ side: 'right', name, nearest: nearestName(name, left) ?? null })),
  ];
}

function pairColumns(left: FoundTable, right: FoundTable, mapped: TableMapping, options: PairOptions): TablePair {
  const isIgnored = namesLike([...(options.mapping.ignore ?? []), ...(mapped.ignore ?? [])]);
  const { columns: renamed = {}, casts = {} } = mapped;
  for (const [from, to] of Object.entries(renamed)) assertColumns(left, right, [from], [to]);
  assertColumns(left, right, [...Object.keys(casts), ...(mapped.key ?? []), ...(mapped.time ? [mapped.time] : [])]);
  const rightOf = (name: string): FoundColumn | undefined => columnOf(right, renamed[name] ?? name);
  const pairs: ColumnPair[] = [];
  const unlike: UnlikeColumns[] = [];
  for (const one of left.columns) {
    const other = rightOf(one.name);
    if (other === undefined || isIgnored(one.name) || isIgnored(other.name)) continue;
    const form = formOf(one, other, casts[one.name]);
    if (form === null) unlike.push({ left: one, right: other, hint: castsFor(one.family, other.family) });
    else pairs.push({ left: one, right: other, form });
  }
  const key = chooseKey(left, right, pairs, { mapped, asked: options.key });
  return {
    left,
    right,
    columns: pairs,
    key: key ?? pairs,
    hasKey: key !== null,
    oneSided: oneSidedColumns(left, right, renamed).filter(({ name }) => !isIgnored(name)),
    unlike,
    time: timeOf(left, rightOf, mapped, options.time),
  };
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
    const chosen = stated.map((name) => pairs.find((pair) => pair.left.name === name) ?? notCompared(left, name));
    return chosen;
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
