/** How sure we are of a name: seen upstream, inferred from notes, or our own completion. */
export type Mark = 'confirmed' | 'derived' | 'assumed';

/** JSON type of a field as upstream sends it. */
export type FieldType = 'id' | 'int' | 'decimal' | 'text' | 'datetime' | 'bool' | 'object' | 'array';

/** One field of a record, by dotted path; `[]` steps into a list. */
export interface Field {
  readonly path: string;
  readonly type: FieldType;
  readonly mark: Mark;
  readonly zh: string;
  readonly en: string;
  /** May be null in valid data. */
  readonly nullable?: true;
  /** Unit of a number: yuan, seconds, minutes, percent … */
  readonly unit?: string;
  /** Name of the code list in `enums.ts`. */
  readonly enum?: string;
  /** `<ods table>.<path>` this id points to. */
  readonly ref?: string;
  /** The fields of a shared object stand in `site-profile.ts`. */
  readonly shape?: 'siteProfile';
  readonly note?: string;
}

type Extras = Pick<Field, 'nullable' | 'unit' | 'enum' | 'ref' | 'shape' | 'note'>;
/* oxlint-disable max-params -- a line a field: the five stand in the same order 897 times */
type FieldMaker = (path: string, mark: Mark, zh: string, en: string, extras?: Extras) => Field;

const maker =
  (type: FieldType): FieldMaker =>
  (path, mark, zh, en, extras = {}) => ({ path, type, mark, zh, en, ...extras });
/* oxlint-enable max-params */

/** 64-bit identifier; 0 means none. */
export const id = maker('id');
export const int = maker('int');
/** Exact decimal; `unit: 'yuan'` for money. */
export const decimal = maker('decimal');
export const text = maker('text');
/** Local wall-clock time `YYYY-MM-DD HH:MM:SS`. */
export const datetime = maker('datetime');
/** 0 or 1. */
export const bool = maker('bool');
export const object = maker('object');
export const array = maker('array');

/** Whether a path leads into the object or list at another one. */
export function isWithin(path: string, holder: string): boolean {
  return path.startsWith(`${holder}.`) || path.startsWith(`${holder}[].`);
}
