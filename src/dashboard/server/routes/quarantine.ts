import { z } from 'zod';
import { ConfigError, RequestRefused } from '../../../base/errors.ts';
import { toSiteId } from '../../../base/ids.ts';
import { indentJson } from '../../../base/json-indent.ts';
import type { Endpoint } from '../../../catalog/endpoint.ts';
import { ENTRIES } from '../../../guide/chapters.ts';
import {
  ANY_OPEN,
  listQuarantine,
  type QuarantineDetail,
  type QuarantineEntry,
  readQuarantine,
  readQuarantineEntry,
  toEntryId,
} from '../../../orchestration/quarantine.ts';
import type { RetryReport } from '../../../orchestration/quarantine-retry.ts';
import type { EntryAnswer, QuarantineAnswer, RetryAnswer, ShownEntry } from '../../api/quarantine.ts';
import { isAtLeast } from '../../api/roles.ts';
import { bilingual } from '../answers.ts';
import { REASON, STORE, sitesOf } from '../input.ts';
import { MASKED, maskRecord } from '../mask.ts';
import { isPersonalName, personalPaths } from '../personal.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const SHOWN = 200;

const ENTRY_ID = z.string().refine(
  (text) => {
    try {
      return toEntryId(text) === text;
    } catch (error) {
      if (error instanceof ConfigError) return false;
      throw error;
    }
  },
  bilingual('不是隔离记录的编号', 'is not the number of an entry'),
);
const ENTRY = z.object({ id: ENTRY_ID });
const LIST = z.object({ store: STORE, status: z.enum(['open', 'all']).default('open') });

export const quarantineRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/quarantine', access: 'viewer', input: LIST, handle: readList }),
  defineRoute({
    method: 'GET',
    path: '/quarantine/entry',
    access: 'viewer',
    input: ENTRY,
    handle: (request) => readEntry(request, { isMasked: true }),
  }),
  // A look at personal data changes nothing, but leaves a mark: so it is a change, and goes to the audit.
  defineRoute({
    method: 'POST',
    path: '/quarantine/reveal',
    action: 'personal.reveal',
    access: 'operator',
    input: ENTRY.extend({ reason: REASON }),
    handle: (request) => readEntry(request, { isMasked: false }),
  }),
  defineRoute({
    method: 'POST',
    path: '/quarantine/retry',
    action: 'quarantine.retry',
    access: 'operator',
    input: z.object({ ids: z.array(ENTRY_ID).min(1).max(SHOWN) }),
    handle: retry,
  }),
];

/** Read with personal data, which refused values may be; what is not known to be none is masked before it leaves. */
function readList({ input, place, session, read }: RouteRequest<z.output<typeof LIST>>): Promise<QuarantineAnswer> {
  const paths = personalPaths(place.endpoints);
  return read(
    async (db) => {
      const filter = { ...ANY_OPEN, stores: await sitesOf(db, input.store), all: input.status === 'all' };
      const { entries, total } = await listQuarantine(db, filter, SHOWN);
      const shown = entries.map((entry) => toShown(entry, paths));
      return { entries: shown, total, mayAct: isAtLeast(session.role, 'operator') };
    },
    { personal: true },
  );
}

async function readEntry(
  { input: { id }, place, session, read }: RouteRequest<z.output<typeof ENTRY>>,
  { isMasked }: { readonly isMasked: boolean },
): Promise<EntryAnswer> {
  const entry = await read((db) => readQuarantineEntry(db, id), { personal: true });
  const { file, pageNo, recordIndex, value } = entry;
  const paths = personalPaths(place.endpoints);
  return {
    ...toShown(entry, paths),
    ...(isMasked ? {} : { value }),
    text: isMasked ? maskEntry(entry, place.endpoints) : indentJson(entry.raw),
    file,
    pageNo,
    recordIndex,
    ...adviceOn(entry),
    isMasked,
    mayAct: isAtLeast(session.role, 'operator'),
  };
}

/** What "explain" says of its rule; of a closed entry, and of a rule not explained there, what "quarantine show" says. */
function adviceOn({ rule, status, whatToDo }: QuarantineDetail): Pick<EntryAnswer, 'meaning' | 'whatToDo'> {
  const entry = ENTRIES.find(({ code }) => code === rule);
  const meaning = entry === undefined ? null : { zh: entry.zh.means, en: entry.en.means };
  if (entry === undefined || status !== 'OPEN') return { meaning, whatToDo: { zh: whatToDo, en: whatToDo } };
  return { meaning, whatToDo: { zh: entry.zh.todo, en: entry.en.todo } };
}

/** Text that is no JSON has no fields to tell personal ones by. */
function maskEntry({ raw }: QuarantineDetail, endpoints: readonly Endpoint[]): string {
  try {
    JSON.parse(raw);
  } catch {
    return MASKED;
  }
  return maskRecord(raw, personalPaths(endpoints));
}

function toShown(entry: QuarantineEntry, paths: ReadonlySet<string>): ShownEntry {
  const { id, siteId, table, key, column, rule, value, reason, status, since, lastSeenAt, times } = entry;
  const isHidden = value !== null && (column === null || isPersonalName(column, paths));
  return {
    id,
    siteId,
    table,
    key,
    column,
    rule,
    value: isHidden ? MASKED : value,
    reason,
    status,
    since,
    lastSeenAt,
    times,
  };
}

/** Entries of stores that the user does not see are not there for them. */
async function retry({
  input: { ids },
  place,
  read,
}: RouteRequest<{ readonly ids: readonly string[] }>): Promise<RetryAnswer> {
  const asked = { ...ANY_OPEN, ids, all: true };
  const seen = await read((db) => readQuarantine(db, asked), { personal: true });
  const unseen = ids.filter((id) => !seen.some((entry) => entry.id === id));
  if (unseen.length > 0) {
    throw new RequestRefused(404, 'NO_SUCH_ENTRY', {
      zh: `没有记录 ${unseen.join('、')}，或者它不归你看`,
      en: `no entry ${unseen.join(', ')} is there, or not for you to see`,
    });
  }
  return toAnswer(await place.retryQuarantine(asked));
}

function toAnswer({ run, tried, closed, refused }: RetryReport): RetryAnswer {
  const problems = run?.tasks.flatMap(({ siteId, status, message }) =>
    status === 'FAILED' && message !== null ? [`${toSiteId(siteId)}: ${message}`] : [],
  );
  return { tried, closed: closed.length, refused: refused.map(({ id }) => id), problems: [...new Set(problems ?? [])] };
}
