import { NONE_MEANINGS } from '../models/none-value.ts';
import type { Column } from './column.ts';
import { correctedPaths } from './corrected-paths.ts';
import { CATEGORY_LEVEL, type Dimension } from './dimensions/dimension.ts';
import { dimensionTable } from './dimensions/dimension-table.ts';
import { DIMENSIONS } from './dimensions.ts';
import type { DwdTable } from './dwd-table.ts';
import { dwdTable } from './dwd-table.ts';
import type { Endpoint } from './endpoint.ts';
import { ENDPOINTS, endpointOfTable } from './endpoints.ts';
import { EVENT_TIME_PATH, type Fact, LINE_PATH, SOURCE_ID_PATH, WINDOW_FROM_PATH, WINDOW_TO_PATH } from './fact.ts';
import { factTable } from './fact-table.ts';
import { FACTS } from './facts.ts';
import { type Mart, type MartView, sqlFileOf } from './mart.ts';
import { martTable } from './mart-table.ts';
import { MARTS } from './marts.ts';
import { historyTable, odsTable } from './ods-table.ts';
import { type Bilingual, plainType, type TableColumn, type WarehouseTable } from './warehouse-table.ts';

/** Something the values of a column are made from. */
export interface LineageSource {
  /** Qualified table. */
  readonly table: string;
  /** Column of it; null where the table as a whole is known, and no single column. */
  readonly column: string | null;
  /** Path of the endpoint that fills the table; null when it is filled from other tables. */
  readonly endpoint: string | null;
  /** Paths within the record, the documented one first; the first that holds a value counts. */
  readonly paths: readonly string[];
}

/** One column and where its values come from. */
export interface LineageEntry {
  /** Qualified table. */
  readonly table: string;
  readonly column: string;
  /** DDL type. */
  readonly type: string;
  readonly from: readonly LineageSource[];
  /** What is done to the values on the way. */
  readonly transform: Bilingual;
}

/** Where every column of the warehouse comes from, table by table; with corrected `endpoints`, by the paths in force. */
export function buildLineage(endpoints: readonly Endpoint[] = ENDPOINTS): LineageEntry[] {
  const sourceOf = ({ source }: DwdTable): Endpoint => endpointOfTable(source, endpoints);
  return [
    ...DIMENSIONS.flatMap((dimension) => dimensionLineage(dimension, sourceOf(dimension))),
    ...FACTS.flatMap((fact) => factLineage(fact, sourceOf(fact))),
    ...MARTS.flatMap(martLineage),
  ];
}

type Told = Pick<LineageEntry, 'from' | 'transform'>;

function entriesOf(table: WarehouseTable, tell: (column: TableColumn) => Told): LineageEntry[] {
  return table.columns.map((column) => ({
    table: table.name,
    column: column.name,
    type: plainType(column),
    ...tell(column),
  }));
}

/** A column of the ODS row; `paths` are the fields of the record behind it. */
function ofRecord(endpoint: Endpoint, column: string, paths: readonly string[] = []): LineageSource {
  const corrected = correctedPaths(endpoint);
  return {
    table: odsTable(endpoint),
    column,
    endpoint: endpoint.path,
    paths: paths.map((path) => corrected.get(path) ?? path),
  };
}

const AS_STORED: Bilingual = { zh: '原样', en: 'as stored' };

function factLineage(fact: Fact, endpoint: Endpoint): LineageEntry[] {
  const declared = new Map(fact.columns.map((column) => [column.name, column]));
  return entriesOf(factTable(fact), ({ name }) => {
    const column = declared.get(name);
    if (column !== undefined) return { from: [factSource(column, fact, endpoint)], transform: transformOf(column) };
    if (name === 'business_date') return businessDate(fact);
    return bookkeeping(name, endpoint);
  });
}

/** Values that stand beside the record are columns of the ODS row, or part of its key. */
function factSource({ path, aliases }: Column, { lines }: Fact, endpoint: Endpoint): LineageSource {
  const { key, eventTime } = endpointOfTable(endpoint.table);
  switch (path) {
    case SOURCE_ID_PATH:
      return ofRecord(endpoint, 'source_id', [key]);
    case EVENT_TIME_PATH:
      return ofRecord(endpoint, 'event_time', eventTime === null ? [] : [eventTime]);
    case WINDOW_FROM_PATH:
    case WINDOW_TO_PATH:
      return ofRecord(endpoint, 'source_id');
    case LINE_PATH:
      return ofRecord(endpoint, 'payload', lines?.id ? [`${lines.path}.${lines.id}`] : []);
    default:
      return ofRecord(endpoint, 'payload', [path, ...aliases]);
  }
}

function businessDate({ businessTime, ...fact }: Fact): Told {
  const source = { table: dwdTable(fact), column: businessTime, endpoint: null, paths: [] };
  return {
    from: businessTime === null ? [] : [source],
    transform: {
      zh: '门店时区的日期，减去营业日起始小时',
      en: "date in the store's zone, less the starting hour of its business day",
    },
  };
}

function dimensionLineage(dimension: Dimension, endpoint: Endpoint): LineageEntry[] {
  const { members, key } = dimension;
  const declared = new Map(dimension.columns.map((column) => [column.name, column]));
  const pathsOf = (path: string): string[] => memberPaths(dimension, path);
  return entriesOf(dimensionTable(dimension), ({ name }) => {
    const column = declared.get(name);
    if (column !== undefined) {
      const paths = [column.path, ...column.aliases].flatMap(pathsOf);
      return { from: [ofRecord(endpoint, 'payload', paths)], transform: transformOf(column) };
    }
    if (key.includes(name)) {
      const from = members.kind === 'tree' ? 'payload' : 'source_id';
      return {
        from: [ofRecord(endpoint, from, pathsOf('id'))],
        transform: { zh: '64 位标识', en: '64-bit identifier' },
      };
    }
    if (name === 'site_id' && members.kind === 'snapshot') {
      return { from: [ofRecord(endpoint, 'site_id', pathsOf('id'))], transform: AS_STORED };
    }
    return VALIDITY.has(name) ? validity(endpoint) : bookkeeping(name, endpoint);
  });
}

/** Where a field of a member stands within the record. */
function memberPaths({ members }: Dimension, path: string): string[] {
  if (path === CATEGORY_LEVEL.path) return [];
  if (members.kind === 'snapshot') return [`${members.object}.${path}`];
  if (members.kind === 'tree') return [path, `${members.children}[].${path}`];
  return [path];
}

const VALIDITY: ReadonlySet<string> = new Set(['valid_from', 'valid_to', 'version', 'is_current', 'is_deleted']);

function validity(endpoint: Endpoint): Told {
  const seen = { table: historyTable(endpoint), column: 'seen_from', endpoint: endpoint.path, paths: [] };
  return {
    from: [ofRecord(endpoint, 'fetched_at'), ofRecord(endpoint, 'deleted_at'), seen],
    transform: {
      zh: '由该成员全部ODS版本的时间推算(SCD2)',
      en: 'computed from when each ODS version of the member was seen (SCD2)',
    },
  };
}

function bookkeeping(name: string, endpoint: Endpoint): Told {
  switch (name) {
    case 'site_id': {
      const { owner } = endpointOfTable(endpoint.table);
      const transform =
        owner.kind === 'row'
          ? { zh: '所问门店，与该字段核对', en: 'the store asked for, checked against this field' }
          : { zh: '所问门店', en: 'the store asked for' };
      return { from: [ofRecord(endpoint, 'site_id', owner.kind === 'row' ? [owner.path] : [])], transform };
    }
    case '_source_id':
      return { from: [ofRecord(endpoint, 'source_id', [endpointOfTable(endpoint.table).key])], transform: AS_STORED };
    case '_load_id':
      return { from: [ofRecord(endpoint, 'load_id')], transform: AS_STORED };
    case '_raw':
      return {
        from: [ofRecord(endpoint, 'payload')],
        transform: { zh: '被拒或被舍入的原文', en: 'texts that were refused or rounded' },
      };
    default:
      return { from: [ofRecord(endpoint, name)], transform: AS_STORED };
  }
}

/** Which columns of its inputs a figure is made from is told by the query alone. */
function martLineage(mart: Mart | MartView): LineageEntry[] {
  const table = martTable(mart);
  const from = table.sources.map((source) => ({ table: source, column: null, endpoint: null, paths: [] }));
  const file = `src/catalog/marts/${sqlFileOf(mart)}`;
  return entriesOf(table, () => ({ from, transform: { zh: `由查询 ${file} 计算`, en: `computed by ${file}` } }));
}

/** What becomes of the text of a field. */
function transformOf({ type, none }: Column): Bilingual {
  const said = (language: keyof Bilingual): string => {
    const nothing = none.map((one) => NONE_MEANINGS[one][language]).join(', ');
    return nothing === '' ? type[language] : `${type[language]}; ${nothing} → NULL`;
  };
  return { zh: said('zh'), en: said('en') };
}
