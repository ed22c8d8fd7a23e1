import { countType } from '../../models/count-type.ts';
import { textType } from '../../models/text-type.ts';
import { type Column, defineColumn } from '../column.ts';
import { columnNameOf, columnOfField } from '../column-of-field.ts';
import type { DwdTable } from '../dwd-table.ts';
import type { Endpoint } from '../endpoint.ts';
import type { Field } from '../field.ts';
import { SITE_PROFILE_FIELDS } from '../site-profile.ts';

/** Where the members of a dimension stand within the records of its ODS table. */
export type MemberSource =
  /** A record is a member. */
  | { readonly kind: 'record' }
  /** A record is a member, and so is every object in its list; a child belongs to the record that shows it. */
  | { readonly kind: 'tree'; readonly children: string }
  /** Every record repeats the member as it was when the record was read. */
  | { readonly kind: 'snapshot'; readonly object: string };

/** A dimension whose members have a history. */
export interface Dimension extends DwdTable {
  readonly members: MemberSource;
  /** Fields that stay in ODS only, with the reason. */
  readonly leftOut: Readonly<Record<string, string>>;
  /** Column by whose business day marts count members; null: they do not. */
  readonly countedBy: string | null;
}

/** What a file of `dimensions/` states: which fields of an endpoint become columns, and how they differ from the usual. */
export interface DimensionDeclaration {
  readonly table: string;
  /** Task code. */
  readonly task: string;
  readonly zh: string;
  readonly en: string;
  readonly grain: { readonly zh: string; readonly en: string };
  readonly endpoint: Endpoint;
  readonly members?: MemberSource;
  /** Column that identifies a member within a store, filled from the field `id`; null: the store is the member. */
  readonly key: string | null;
  /** Column name by field path, where it is not the path in snake case. */
  readonly names?: Readonly<Record<string, string>>;
  /** Whatever else a column has of its own, by field path. */
  readonly stated?: Readonly<Record<string, Partial<Column>>>;
  /** Fields that change too often to make a version each. */
  readonly untracked?: readonly string[];
  readonly leftOut?: Readonly<Record<string, string>>;
  readonly countedBy?: string;
}

/** Completes a declaration with the columns its fields become, in the order of the contract. */
export function defineDimension(declaration: DimensionDeclaration): Dimension {
  const { table, task, zh, en, grain, endpoint, key, members = { kind: 'record' }, leftOut = {} } = declaration;
  const columns = memberFields(endpoint, members)
    .filter(({ path }) => path !== 'id' && leftOut[path] === undefined)
    .map((field) => toColumn(field, declaration));
  return {
    table,
    task,
    zh,
    en,
    grain,
    source: endpoint.table,
    members,
    leftOut,
    countedBy: declaration.countedBy ?? null,
    key: key === null ? [] : [key],
    columns: members.kind === 'tree' ? [...columns, CATEGORY_LEVEL] : columns,
  };
}

/** Written into every node while the tree is flattened. */
export const CATEGORY_LEVEL = defineColumn({
  name: 'category_level',
  type: countType,
  path: 'category_level',
  zh: '层级，1为一级',
  en: 'level in the tree, 1 = primary',
});

/** Upstream's own mark; `is_deleted` of a version says that the member was not shown at all. */
const SHARED_NAMES: Readonly<Record<string, string>> = { is_delete: 'is_flagged_deleted' };

function memberFields(endpoint: Endpoint, members: MemberSource): readonly Field[] {
  if (members.kind === 'snapshot') return SITE_PROFILE_FIELDS;
  return endpoint.fields.filter((field) => !/[.[]/.test(field.path));
}

function toColumn(field: Field, { names = {}, stated = {}, untracked = [] }: DimensionDeclaration): Column {
  const own = {
    name: names[field.path] ?? SHARED_NAMES[field.path] ?? columnNameOf(field.path),
    tracked: !untracked.includes(field.path),
    ...stated[field.path],
  };
  return columnOfField(field, own) ?? listColumn(field, own);
}

/** A list of ids is one value of the member: its JSON text. */
function listColumn(field: Field, own: Partial<Column> & { readonly name: string }): Column {
  const en = `${field.en} (JSON list)`;
  return defineColumn({ path: field.path, type: textType, zh: `${field.zh}(JSON列表)`, en, ...own });
}
