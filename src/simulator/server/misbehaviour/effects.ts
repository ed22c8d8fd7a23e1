import type { Clock } from '../../../base/clock.ts';
import type { SimulatedEndpoint } from '../../contract/endpoints.ts';
import type { HallSource, RowQuery, WallTime } from '../../hall-source.ts';
import type { Answer } from '../answer.ts';
import type { DataRequest } from '../data-request.ts';
import type { Envelope } from '../envelope.ts';
import type { RowList } from '../row-list.ts';
import type { WireRecord } from '../wire.ts';
import type { OptionReader } from './option-reader.ts';

/** A data request before its body is understood. */
export interface AccessRequest {
  readonly endpoint: SimulatedEndpoint;
  readonly tokenId: string;
  readonly bodyText: string;
  readonly asOf: WallTime;
}

/** The part of a list that one answer carries. */
export interface PageView {
  readonly list: RowList;
  readonly offset: number;
  readonly limit: number;
  /** What the answer says there is in all; null leaves it out. */
  readonly total: number | null;
}

/** Where a row stands: enough for every change to be the same at every reading. */
export interface RowPlace {
  readonly endpoint: SimulatedEndpoint;
  readonly asOf: WallTime;
  readonly key: string;
  /** Position in the whole answer, from 0. */
  readonly position: number;
}

/**
 * What a switched-on misbehaviour changes, in the order a request passes: may it be answered at all, what is read, which
 * rows there are, which of them this page shows, what each looks like, what is wrapped around them. All but `refuse` and
 * the paging of a walk in progress are pure.
 */
export interface Effects {
  refuse?(request: AccessRequest): Answer | undefined;
  query?(query: RowQuery): RowQuery;
  rows?(rows: readonly WireRecord[], request: DataRequest): readonly WireRecord[];
  page?(view: PageView, request: DataRequest): PageView;
  row?(row: WireRecord, place: RowPlace): WireRecord;
  envelope?(envelope: Envelope, request: DataRequest): Envelope;
}

/** What a switch may use to do its work. */
export interface SwitchContext {
  readonly source: HallSource;
  readonly seed: number;
  readonly clock: Clock;
}

/** One misbehaviour that can be switched on by name. */
export interface SwitchDefinition {
  readonly name: string;
  /** What upstream does when it is on, in one sentence. */
  readonly meaning: string;
  /** The option that a bare value sets: `M-VANISH=0.1` is `M-VANISH=share:0.1`. */
  readonly value: string | null;
  /** Option name → what it says; `table` is understood by all. */
  readonly options: Readonly<Record<string, string>>;
  /** The tables it touches unless `table` says otherwise; all when absent. */
  readonly touches?: (endpoint: SimulatedEndpoint) => boolean;
  create(options: OptionReader, context: SwitchContext): Effects;
}
