import { SIMULATED_ENDPOINTS } from '../../contract/endpoints.ts';
import type { RowQuery } from '../../hall-source.ts';
import type { Answer } from '../answer.ts';
import type { DataRequest } from '../data-request.ts';
import type { Envelope } from '../envelope.ts';
import type { WireRecord } from '../wire.ts';
import { MISBEHAVIOURS } from './catalogue.ts';
import type { AccessRequest, Effects, PageView, RowPlace, SwitchContext } from './effects.ts';
import { OptionReader } from './option-reader.ts';
import type { MisbehaviourRequest } from './parse-misbehaviours.ts';

/** Everything switched on, as one: each step applies the effects that touch the request's table, in catalogue order. */
export class Behaviour {
  readonly requests: readonly MisbehaviourRequest[];
  readonly #byTable = new Map<string, readonly Effects[]>();

  constructor(requests: readonly MisbehaviourRequest[], context: SwitchContext) {
    this.requests = requests;
    const active = requests.map((request) => activate(request, context)).sort((a, b) => a.order - b.order);
    for (const { table } of SIMULATED_ENDPOINTS) {
      this.#byTable.set(
        table,
        active.filter((each) => each.tables.has(table)).map((each) => each.effects),
      );
    }
  }

  refuse(request: AccessRequest): Answer | undefined {
    for (const effects of this.#of(request.endpoint.table)) {
      const answer = effects.refuse?.(request);
      if (answer !== undefined) return answer;
    }
    return undefined;
  }

  query(query: RowQuery): RowQuery {
    return this.#of(query.table).reduce((changed, effects) => effects.query?.(changed) ?? changed, query);
  }

  /** True when the whole answer has to be in memory before a page of it can be cut. */
  changesRows(table: string): boolean {
    return this.#of(table).some((effects) => effects.rows !== undefined);
  }

  rows(rows: readonly WireRecord[], request: DataRequest): readonly WireRecord[] {
    return this.#of(request.query.table).reduce(
      (changed, effects) => effects.rows?.(changed, request) ?? changed,
      rows,
    );
  }

  page(view: PageView, request: DataRequest): PageView {
    return this.#of(request.query.table).reduce(
      (changed, effects) => effects.page?.(changed, request) ?? changed,
      view,
    );
  }

  row(row: WireRecord, place: RowPlace): WireRecord {
    return this.#of(place.endpoint.table).reduce((changed, effects) => effects.row?.(changed, place) ?? changed, row);
  }

  envelope(envelope: Envelope, request: DataRequest): Envelope {
    return this.#of(request.query.table).reduce(
      (changed, effects) => effects.envelope?.(changed, request) ?? changed,
      envelope,
    );
  }

  #of(table: string): readonly Effects[] {
    return this.#byTable.get(table) ?? [];
  }
}

interface ActiveSwitch {
  readonly order: number;
  readonly tables: ReadonlySet<string>;
  readonly effects: Effects;
}

function activate(request: MisbehaviourRequest, context: SwitchContext): ActiveSwitch {
  const order = MISBEHAVIOURS.findIndex((definition) => definition.name === request.name);
  const definition = MISBEHAVIOURS[order];
  if (definition === undefined) throw new Error(`misbehaviour ${request.name} was not parsed by parseMisbehaviours`);
  const options = new OptionReader(request.name, request.options);
  const touched = SIMULATED_ENDPOINTS.filter(definition.touches ?? (() => true)).map(({ table }) => table);
  return { order, tables: new Set(options.tables() ?? touched), effects: definition.create(options, context) };
}
