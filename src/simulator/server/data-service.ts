import type { SimulatedEndpoint } from '../contract/endpoints.ts';
import type { HallSource, WallTime } from '../hall-source.ts';
import { type Answer, REFUSAL, refusalReply, textReply } from './answer.ts';
import { type DataRequest, parseDataRequest } from './data-request.ts';
import { documentedEnvelope, envelopeText } from './envelope.ts';
import type { Behaviour } from './misbehaviour/behaviour.ts';
import type { PageView } from './misbehaviour/effects.ts';
import { keyOf } from './misbehaviour/endpoint-facts.ts';
import { hallRows, type RowList, rowsInMemory } from './row-list.ts';
import type { TokenClaims } from './token.ts';

/** Whole answers kept while their pages are being read; each may hold some megabytes. */
const KEPT_LISTS = 8;

/** An authorised request for data. */
export interface DataCall {
  readonly endpoint: SimulatedEndpoint;
  readonly claims: TokenClaims;
  readonly bodyText: string;
  readonly asOf: WallTime;
}

/** Answers data requests from a hall, through whatever misbehaviours are switched on. */
export class DataService {
  readonly #source: HallSource;
  readonly #behaviour: Behaviour;
  readonly #lists = new Map<string, RowList>();

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
    const view = this.#behaviour.page(this.#firstView(request), request);
    if (request.endpoint.mode === 'per-id' && view.list.total === 0) {
      return refusalReply(REFUSAL.unknownTicket(request.query.id ?? ''));
    }
    return textReply(200, this.#render(view, request));
  }

  #firstView(request: DataRequest): PageView {
    const list = request.windowMissing ? rowsInMemory([]) : this.#list(request);
    return { list, offset: (request.page - 1) * request.limit, limit: request.limit, total: list.total };
  }

  #list(request: DataRequest): RowList {
    if (!this.#behaviour.changesRows(request.query.table)) return hallRows(this.#source, request.query);
    const name = JSON.stringify(request.query);
    const kept = this.#lists.get(name);
    if (kept !== undefined) return kept;
    const rows = this.#source.rows(request.query, 0, this.#source.count(request.query));
    const list = rowsInMemory(this.#behaviour.rows(rows, request));
    this.#lists.set(name, list);
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
