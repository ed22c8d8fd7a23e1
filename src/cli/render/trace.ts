import { indentJson } from '../../base/json-indent.ts';
import type { TracedAnswer } from '../../orchestration/trace/answer.ts';
import type { RecordVersion } from '../../orchestration/trace/record.ts';
import type { Trace, TracedLoad } from '../../orchestration/trace/trace.ts';
import { renderBytes, renderTable } from './table.ts';

/** A row and the way back to upstream, a paragraph a step. */
export function renderTrace(trace: Trace, { withRecord }: { readonly withRecord: boolean }): string {
  const { answer, load, refusals } = trace;
  const steps = [
    `${trace.table}, store ${trace.siteId}\n${renderRow(trace)}`,
    renderRecord(trace),
    ...(refusals.length === 0 ? [] : [renderRefusals(trace)]),
    ...(answer === null ? [] : [renderAnswer(answer)]),
    ...(answer === null || answer.request === null ? [] : [renderRequest(answer.request)]),
    ...(load === null ? [] : [renderLoad(load)]),
    ...(withRecord && answer !== null && answer.text !== null ? [`record\n${indentJson(answer.text)}`] : []),
  ];
  return steps.join('\n\n');
}

/** The record itself is long, and shown on request. */
function renderRow({ row }: Trace): string {
  const replaced = row.some(({ received }) => received !== null);
  return renderTable(
    row.filter(({ column }) => column !== 'payload'),
    [
      { head: 'column', value: ({ column }) => column },
      { head: 'value', value: ({ value }) => value ?? 'NULL' },
      ...(replaced ? [{ head: 'received', value: ({ received }: Trace['row'][number]) => received ?? '' }] : []),
      { head: 'from', value: ({ paths }) => paths.join(', ') },
      { head: 'meaning', value: ({ en, zh }) => `${zh}: ${en}` },
    ],
  );
}

function renderRecord({ record, waitsFor }: Trace): string {
  const { versions } = record;
  const count = versions.length === 1 ? '1 version' : `${versions.length} versions`;
  const waits = waitsFor === null ? [] : [`the row does not show the newest version yet: run --tasks ${waitsFor}`];
  const table = renderTable(versions, [
    { head: '', value: ({ isShown }) => (isShown ? '→' : '') },
    { head: 'seen from', value: ({ seenFrom }) => seenFrom },
    { head: 'to', value: ({ seenTo }) => seenTo ?? 'now' },
    { head: 'what', value: whatOf },
    { head: 'load', align: 'right', value: ({ loadId }) => loadId },
    { head: 'answer', value: ({ file, pageNo, recordIndex }) => `${file}, page ${pageNo}, record ${recordIndex}` },
  ]);
  return [`record ${record.sourceId} of ${record.table}, ${count}`, table, ...waits].join('\n');
}

const whatOf = ({ state, isDeleted }: RecordVersion): string => (isDeleted ? `${state}, gone upstream` : state);

function renderRefusals({ refusals }: Trace): string {
  const lines = refusals.map(({ id, table, rule, reason }) => `  ${table}: ${rule}, ${reason} (quarantine show ${id})`);
  return ['in quarantine: a version that could not be stored, so an older one is shown', ...lines].join('\n');
}

function renderAnswer({ file, state, problem, root, receivedAt, bytes, sha256, recordIndex }: TracedAnswer): string {
  const size = bytes === null ? [] : [`  received ${receivedAt}, ${renderBytes(bytes)}, sha256 ${sha256}`];
  const proof =
    state === 'verified' ? `the file is unchanged, and record ${recordIndex} in it is the one stored` : problem;
  return [`answer ${file}: ${state}`, ...(root === null ? [] : [`  in ${root}`]), ...size, `  ${proof}`].join('\n');
}

function renderRequest(request: NonNullable<TracedAnswer['request']>): string {
  const { path, asked, startedAt, httpStatus, attempts, firstBody, walkId } = request;
  const tries = attempts === 1 ? '' : ` after ${attempts} attempts`;
  return [
    `request POST ${path}, ${asked}, answered ${httpStatus}${tries}`,
    `  walk ${walkId}, begun ${startedAt} with ${firstBody}`,
  ].join('\n');
}

function renderLoad({ task, loadId, status, doubts, windowFrom, windowTo, loadedAt, runId }: TracedLoad): string {
  const window = windowFrom === null ? 'everything' : `${windowFrom} to ${windowTo}`;
  const doubted = doubts.length === 0 ? '' : ` (${doubts.join(', ')})`;
  return `load ${loadId} of ${task}: ${window}, ${status}${doubted}, at ${loadedAt}${runId === null ? '' : `, run ${runId}`}`;
}
