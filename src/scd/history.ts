/**
 * The history of a dimension key as a pure function of the versions ODS saw of it. The SQL of `history-sql.ts` computes
 * the same for many keys at once; the tests hold the two against each other.
 */

/** One ODS version of a record: how it looked from `from` on. Times are ISO instants in UTC that sort as text. */
export interface SeenVersion {
  readonly from: string;
  /** The version is an absence: upstream no longer showed the record. */
  readonly deleted: boolean;
  /** The columns whose change makes a new version of the dimension. */
  readonly tracked: string;
  /** The columns that only follow along. */
  readonly untracked: string;
}

/** One row of a dimension table, valid in [validFrom, validTo). */
export interface DimensionVersion {
  readonly validFrom: string;
  readonly validTo: string;
  readonly version: number;
  readonly isCurrent: boolean;
  readonly isDeleted: boolean;
  readonly tracked: string;
  readonly untracked: string;
}

const sameState = (a: SeenVersion, b: SeenVersion): boolean =>
  a.deleted === b.deleted && (a.deleted || a.tracked === b.tracked);

/**
 * The dimension versions of one key, oldest first. Neighbours that differ only in untracked columns are one version,
 * which shows the last of them. The first holds since ever: facts older than the first look at a record find it.
 */
export function buildHistory(seen: readonly SeenVersion[]): DimensionVersion[] {
  const ordered = seen.toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const runs: { readonly from: string; readonly last: SeenVersion }[] = [];
  for (const version of ordered) {
    const run = runs.at(-1);
    if (run !== undefined && sameState(run.last, version)) runs[runs.length - 1] = { from: run.from, last: version };
    else runs.push({ from: version.from, last: version });
  }
  return runs.map(({ from, last }, i) => ({
    validFrom: i === 0 ? '-infinity' : from,
    validTo: runs[i + 1]?.from ?? 'infinity',
    version: i + 1,
    isCurrent: i === runs.length - 1,
    isDeleted: last.deleted,
    tracked: last.tracked,
    untracked: last.untracked,
  }));
}
