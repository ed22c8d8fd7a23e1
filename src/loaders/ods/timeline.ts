/**
 * The history of one key as a pure function of what was seen and when. Most records arrive in order and never come
 * here; this places the ones that do not: an older archive replayed over newer data, two loads committing in reverse.
 */

/** Where the content of a version lies: a row that is stored, or the record just received. */
export type Content = { readonly kind: 'stored'; readonly from: string } | { readonly kind: 'received' };

/** One version: what upstream showed from `from` until `to` (null: until now). Times are ISO instants in UTC. */
export interface Version {
  readonly from: string;
  readonly to: string | null;
  /** Content hash; equal hashes are equal records. */
  readonly hash: string;
  readonly deleted: boolean;
  readonly content: Content;
}

/** A record received at `at`. `confirmations` are the starts of later complete walks over its place, ascending. */
export interface Observation {
  readonly at: string;
  readonly hash: string;
  readonly confirmations: readonly Confirmation[];
}

/** A later walk that would have shown the record, had it been there. */
export interface Confirmation {
  /** Start of that walk: from then on at the latest, what is stored was what upstream showed. */
  readonly at: string;
  /** End of that walk, when a record it did not show is proven gone; null when its silence proves nothing. */
  readonly absentAt: string | null;
}

const same = (version: Version | undefined, hash: string): boolean =>
  version !== undefined && version.hash === hash && !version.deleted;

/**
 * The versions after an observation, oldest first, without gaps from the first on. Placing the same observations in any
 * order gives the same versions.
 */
export function placeObservation(versions: readonly Version[], seen: Observation): Version[] {
  const received = { hash: seen.hash, deleted: false, content: { kind: 'received' } as const };
  const [first] = versions;
  if (first === undefined) return withAbsence({ ...received, from: seen.at, to: null }, seen.confirmations);
  if (seen.at < first.from) return beforeFirst(first, versions.slice(1), seen, received);
  const at = versions.findLastIndex((version) => version.from <= seen.at);
  const inside = versions[at];
  if (inside === undefined || same(inside, seen.hash) || inside.from === seen.at) return [...versions];
  return splitVersion(versions, at, seen, received);
}

type Received = Pick<Version, 'hash' | 'deleted' | 'content'>;

/** A record never stored before that a later proven walk did not show was gone by then. */
function withAbsence(version: Version, confirmations: readonly Confirmation[]): Version[] {
  const goneAt = confirmations.find((later) => later.at > version.from && later.absentAt !== null)?.absentAt;
  if (goneAt === undefined || goneAt === null) return [version];
  return [
    { ...version, to: goneAt },
    { ...version, from: goneAt, deleted: true },
  ];
}

function beforeFirst(first: Version, rest: readonly Version[], seen: Observation, received: Received): Version[] {
  if (same(first, seen.hash)) return [{ ...first, from: seen.at }, ...rest];
  return [{ ...received, from: seen.at, to: first.from }, first, ...rest];
}

/**
 * The version that was current at the time of the observation ends there; it resumes at the next time we know it was
 * shown again, if a later walk confirmed it before its end.
 */
function splitVersion(versions: readonly Version[], at: number, seen: Observation, received: Received): Version[] {
  const inside = versions[at] as Version;
  const next = versions[at + 1];
  const resumed = seen.confirmations.find(
    (later) => later.at > seen.at && (!inside.deleted || later.absentAt !== null),
  );
  const resumesAt = resumed !== undefined && (inside.to === null || resumed.at < inside.to) ? resumed.at : null;
  const before = [...versions.slice(0, at), { ...inside, to: seen.at }];
  if (resumesAt !== null) {
    const placed = { ...received, from: seen.at, to: resumesAt };
    return [...before, placed, { ...inside, from: resumesAt }, ...versions.slice(at + 1)];
  }
  if (same(next, seen.hash)) return [...before, { ...(next as Version), from: seen.at }, ...versions.slice(at + 2)];
  return [...before, { ...received, from: seen.at, to: inside.to }, ...versions.slice(at + 1)];
}
