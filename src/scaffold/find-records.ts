import { ConfigError } from '../base/errors.ts';
import { isArray, isObject, NumberText, type SampleRecord, type SampleValue } from './sample-file.ts';

/** The records of an answer, and where they and their total stand. */
export interface FoundRecords {
  readonly records: readonly SampleRecord[];
  readonly listPath: string;
  /** Null: the answer does not say how many there are, so it holds all of them. */
  readonly totalPath: string | null;
  /** Other lists of records in the same answer. */
  readonly others: readonly string[];
}

/** Lists this deep below the root are looked for; upstream keeps its records at `data` or one below. */
const MAX_DEPTH = 2;

/** The longest list of objects nearest to the root; a file that is a list itself holds the records of `data.list`. */
export function findRecords(body: SampleValue, file: string): FoundRecords {
  const lists = isArray(body) ? [{ path: 'data.list', items: body }] : listsIn(body, []);
  const [best, ...others] = lists
    .filter(({ items }) => items.length > 0 && items.every(isObject))
    .toSorted((left, right) => depthOf(left.path) - depthOf(right.path) || right.items.length - left.items.length);
  if (best === undefined) {
    const empty = lists.map(({ path }) => path);
    const seen = empty.length === 0 ? 'no list' : `no record in ${empty.join(', ')}`;
    throw new ConfigError(
      'BAD_SAMPLE',
      `${file} has ${seen}; give an answer that holds a list of records at "data" or one below, better more than one record`,
    );
  }
  return {
    records: best.items.filter(isObject),
    listPath: best.path,
    totalPath: isObject(body) ? totalBeside(body, best.path) : 'data.total',
    others: others.map(({ path }) => path),
  };
}

interface FoundList {
  readonly path: string;
  readonly items: readonly SampleValue[];
}

const depthOf = (path: string): number => path.split('.').length;

function listsIn(value: SampleValue, path: readonly string[]): FoundList[] {
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const at = [...path, name];
    if (isArray(member)) return [{ path: at.join('.'), items: member }];
    return at.length < MAX_DEPTH ? listsIn(member, at) : [];
  });
}

/** `total` (or what it is called) in the object that holds the list. */
function totalBeside(body: SampleRecord, listPath: string): string | null {
  const steps = listPath.split('.').slice(0, -1);
  const holder = steps.reduce<SampleValue | undefined>((at, step) => (isObject(at) ? at[step] : undefined), body);
  if (!isObject(holder) || steps.length === 0) return null;
  const name = Object.keys(holder).find(
    (key) => /^(total|count|totalCount|totalNum)$/i.test(key) && holder[key] instanceof NumberText,
  );
  return name === undefined ? null : [...steps, name].join('.');
}
