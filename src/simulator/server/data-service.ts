import type { SimulatedEndpoint } from '../contract/endpoints.ts';
import type { HallSource, WallTime } from '../hall-source.ts';
import { type Answer, REFUSAL, refusalReply, textReply } from './answer.ts';
import { type DataRequest, parseDataRequest } from './data-request.ts';
import { documentedEnvelope, envelopeText } from './envelope.ts';
import type { Behaviour } from './misbehaviour/behaviour.ts';
import type { PageView } from './misbehaviour/effects.ts';
import { keyOf } from './misbehaviour/endpoint-facts.ts';
import { hallRows, type RowList, rowsInMemory } from './row-list.ts';
import { wallTimeMs } from './simulated-time.ts';
import type { TokenClaims } from './token.ts';

/** Whole answers kept while their pages are being read; each may hold some megabytes. */
const KEPT_LISTS = 8;
/** While time runs, a kept answer may be this old: made anew every second, a walk of many pages would take for ever. */
const KEPT_SECONDS = 60;

/** An authorised request for data. */
export interface DataCall {
  readonly endpoint: SimulatedEndpoint;
  readonly claims: TokenClaims;
  readonly bodyText: string;
  readonly asOf: WallTime;
  /** How often simulated time was moved by hand: an answer of before a move is never served after it. */
  readonly timeMoves: number;
}

interface KeptList {
  readonly list: RowList;
  readonly asOf: WallTime;
  readonly timeMoves: number;
}

/** Answers data requests from a hall, through whatever misbehaviours are switched on. */
export class DataService {
  readonly #source: HallSource;
  readonly #behaviour: Behaviour;
  readonly #lists = new Map<string, KeptList>();

  constructor(source: HallSource, behaviour: Behaviour) {
    this.#source = source;
    this.#behaviour = behaviour;
  }

  answer(call: DataCall): Answer {
    const refused = this.#behaviour.refuse({ ...call, tokenId: call.claims.jti });
    if (refused !== undefined) return refused;
    const parsed = parseDataRequest(call.bodyText, { ...call, source: this.#source });
    if ('code' in parsed) return refusalReply(parsed);
    const request = { ...parsed, query: this.#behaviour.query(parsed.query) };
    const view = this.#behaviour.page(this.#firstView(request, call.timeMoves), request);
    if (request.endpoint.mode === 'per-id' && view.list.total === 0) {
      return refusalReply(REFUSAL.unknownTicket(request.query.id ?? ''));
    }
    return textReply(200, this.#render(view, request));
  }

  #firstView(request: DataRequest, timeMoves: number): PageView {
    const list = request.windowMissing ? rowsInMemory([]) : this.#list(request, timeMoves);
    return { list, offset: (request.page - 1) * request.limit, limit: request.limit, total: list.total };
  }

  #list(request: DataRequest, timeMoves: number): RowList {
    if (!this.#behaviour.changesRows(request.query.table)) return hallRows(this.#source, request.query);
    const { asOf, ...asked } = request.query;
    const name = JSON.stringify(asked);
    const kept = this.#lists.get(name);
    if (kept?.timeMoves === timeMoves && secondsBetween(kept.asOf, asOf) < KEPT_SECONDS) return kept.list;
    const rows = this.#source.rows(request.query, 0, this.#source.count(request.query));
    const list = rowsInMemory(this.#behaviour.rows(rows, request));
    this.#lists.delete(name);
    this.#lists.set(name, { list, asOf, timeMoves });
    const oldest = this.#lists.keys().next().value;
    if (this.#lists.size > KEPT_LISTS && oldest !== undefined) this.#lists.delete(oldest);
    return list;
  }

  #render(view: PageView, request: DataRequest): string {
    const { endpoint, query } = request;
    const rows = view.offset >= view.list.total ? [] : view.list.slice(view.offset, view.limit);
    const records = rows.map((row, index) =>
      this.#behaviour.row(row, {
        endpoint,
        asOf: query.asOf,
        key: keyOf(row, endpoint),
        position: view.offset + index,
      }),
    );
    const envelope = documentedEnvelope(endpoint, records, view.list.total);
    const total = endpoint.totalPath === null ? null : view.total;
    return envelopeText(this.#behaviour.envelope({ ...envelope, total }, request));
  }
}

function secondsBetween(earlier: WallTime, later: WallTime): number {
  return earlier === later ? 0 : (wallTimeMs(later) - wallTimeMs(earlier)) / 1000;
}
