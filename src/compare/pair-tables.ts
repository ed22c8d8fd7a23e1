import { ConfigError } from '../base/errors.ts';
import { didYouMean } from '../base/nearest-name.ts';
import type { FoundTable, Side } from './catalogue.ts';
import { type Mapping, namesLike } from './mapping.ts';
import { type ColumnOptions, type OneSided, pairColumns, type TablePair, toOneSided } from './pair-columns.ts';

export interface PairOptions extends ColumnOptions {
  readonly mapping: Mapping;
  /** Names of either side, * for anything; null: all. */
  readonly tables: readonly string[] | null;
}

export interface Pairing {
  readonly pairs: readonly TablePair[];
  readonly oneSided: readonly OneSided[];
}

type Catalogue = ReadonlyMap<string, FoundTable>;

/** Finds what is to be compared with what; throws ConfigError for names that the databases do not have. */
export function pairTables(left: Catalogue, right: Catalogue, options: PairOptions): Pairing {
  const { tables: mapped = {}, ignoreTables = {} } = options.mapping;
  for (const [name, { to }] of Object.entries(mapped)) assertTable(name, to ?? null, { left, right });
  const isAsked = namesLike(options.tables ?? ['*']);
  /** The table on the right that is meant; null for one that is not to be compared. */
  const targetOf = (name: string): string | null => (mapped[name]?.to === undefined ? name : mapped[name].to);
  const asked = [...left.values()].filter(({ name }) => isAsked(name) || isAsked(targetOf(name) ?? name));
  const wanted = asked.filter(({ name }) => targetOf(name) !== null);
  const otherOf = ({ name }: FoundTable): FoundTable | undefined => right.get(targetOf(name) ?? '');
  const pairs = wanted.flatMap((table) => {
    const other = otherOf(table);
    return other === undefined ? [] : [pairColumns(table, other, mapped[table.name] ?? {}, options)];
  });
  const spokenFor = new Set([...left.keys()].map((name) => targetOf(name) ?? name));
  const onlyLeft = wanted.filter((table) => otherOf(table) === undefined).map(({ name }) => name);
  const onlyRight = [...right.keys()].filter((name) => !spokenFor.has(name) && isAsked(name));
  assertSomething(options.tables, pairs.length + onlyLeft.length + onlyRight.length, [...left.keys(), ...right.keys()]);
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
