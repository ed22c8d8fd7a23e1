import { z } from 'zod';
import { indentJson } from '../../../base/json-indent.ts';
import { isPersonal } from '../../../catalog/personal-data.ts';
import { resolveTarget } from '../../../orchestration/trace/target.ts';
import { type Trace, type TracedValue, traceRow } from '../../../orchestration/trace/trace.ts';
import { isAtLeast, type Role } from '../../api/roles.ts';
import type { TraceAnswer, TraceValue } from '../../api/trace.ts';
import { REASON, SITE_ID } from '../input.ts';
import { MASKED, maskRecord } from '../mask.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const INPUT = z.object({ table: z.string().max(80), key: z.string().min(1).max(200), store: SITE_ID });

/** Least role that may see personal data. */
const REVEALER: Role = 'operator';

export const traceRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/trace',
    access: 'viewer',
    input: INPUT,
    handle: async (request) => toAnswer(await readTrace(request), request, { isMasked: true }),
  }),
  // A look at personal data changes nothing, but leaves a mark: so it is a change, and goes to the audit.
  defineRoute({
    method: 'POST',
    path: '/trace/reveal',
    action: 'personal.reveal',
    access: REVEALER,
    input: INPUT.extend({ reason: REASON }),
    handle: async (request) => toAnswer(await readTrace(request), request, { isMasked: false }),
  }),
];

/** Read with personal data, which the raw record is full of; what the user may not see is masked before it leaves. */
function readTrace({ input, place, read }: RouteRequest<z.output<typeof INPUT>>): Promise<Trace> {
  const { table, key, store } = input;
  const { endpoints, archives } = place;
  return read((db) => traceRow({ db, endpoints, archives }, { table, key: [key], stores: [store] }), {
    personal: true,
  });
}

function toAnswer(
  trace: Trace,
  { place, session }: Pick<RouteRequest<unknown>, 'place' | 'session'>,
  { isMasked }: { readonly isMasked: boolean },
): TraceAnswer {
  const { table, siteId, record, answer, load } = trace;
  const { columns } = resolveTarget(table, place.endpoints).table;
  const personal = new Set(columns.filter((column) => column.personal === true).map(({ name }) => name));
  const text = answer?.text ?? null;
  return {
    table,
    siteId,
    values: trace.row.filter(({ column }) => column !== 'payload').map((value) => toValue(value, personal, isMasked)),
    record: { table: record.table, sourceId: record.sourceId, versions: record.versions },
    answer:
      answer === null
        ? null
        : {
            file: answer.file,
            state: answer.state,
            problem: answer.problem,
            receivedAt: answer.receivedAt,
            sha256: answer.sha256,
            text: text === null ? null : isMasked ? maskRecord(text, personalPaths(trace, personal)) : indentJson(text),
            request: answer.request,
          },
    load,
    isMasked,
    mayReveal: isMasked && isAtLeast(session.role, REVEALER),
  };
}

/** Where personal columns come from: a corrected contract may call such a field anything. */
function personalPaths({ row }: Trace, personal: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(row.filter(({ column }) => personal.has(column)).flatMap(({ paths }) => paths));
}

function toValue(value: TracedValue, personal: ReadonlySet<string>, isMasked: boolean): TraceValue {
  const { column, zh, en, paths } = value;
  const isHidden = isMasked && (personal.has(column) || paths.some(isPersonal));
  const hide = (text: string | null): string | null => (isHidden && text !== null ? MASKED : text);
  return { column, zh, en, paths, value: hide(value.value), received: hide(value.received), isMasked: isHidden };
}
