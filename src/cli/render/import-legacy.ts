import type { LegacyTable } from '../../orchestration/legacy/find-tables.ts';
import type { LegacyCount } from '../../orchestration/legacy/import-legacy.ts';
import type { ImportOutcome } from '../actions/import-legacy-action.ts';
import { renderRun } from './run.ts';
import { renderCount, renderTable } from './table.ts';

/** What was found in the old database and what became of it, for programs. */
export function toImportData(outcome: ImportOutcome): Record<string, unknown> {
  const { counted, ...rest } = outcome;
  const found = counted.map(({ table, counts }) => ({
    table: `${table.schema}.${table.name}`,
    into: table.endpoint.table,
    payload: table.payload.name,
    fetchedAt: table.fetchedAt?.name ?? null,
    site: table.site?.name ?? null,
    stores: counts,
  }));
  return { ...rest, found, next: nextSteps(outcome) };
}

/** The same for people: what was found, what was assumed, what was done, and what to do next. */
export function renderImport(outcome: ImportOutcome): string {
  return [
    `from ${outcome.from}`,
    renderFound(outcome),
    ...renderAssumptions(outcome),
    ...renderLeftOut(outcome),
    ...(outcome.run.tasks.length === 0 ? [] : [renderRun(outcome.run)]),
    nextSteps(outcome).join('\n'),
  ].join('\n\n');
}

interface FoundRow extends LegacyCount {
  readonly table: LegacyTable;
}

function renderFound({ counted }: ImportOutcome): string {
  const rows = counted.flatMap(({ table, counts }): FoundRow[] => counts.map((count) => ({ ...count, table })));
  return renderTable(rows, [
    { head: 'old table', value: ({ table }) => table.name },
    { head: 'into', value: ({ table }) => table.endpoint.table },
    { head: 'records in', value: ({ table }) => `${table.payload.name} (${table.payload.type})` },
    { head: 'received', value: ({ table }) => table.fetchedAt?.name ?? 'as stated' },
    { head: 'store', value: ({ siteId }) => siteId ?? 'not stated' },
    { head: 'rows', align: 'right', value: (row) => renderCount(row.rows) },
    { head: 'first', value: ({ first }) => first },
    { head: 'last', value: ({ last }) => last },
  ]);
}

function renderAssumptions({ counted, assumptions }: ImportOutcome): string[] {
  const { zone, fetchedAt, defaultSite } = assumptions;
  const tables = counted.map(({ table }) => table);
  const names = (some: readonly LegacyTable[]): string => some.map(({ name }) => name).join(', ');
  const zoneless = tables.filter(
    (table) => table.fetchedAt !== null && table.fetchedAt.type !== 'timestamp with time zone',
  );
  const byRecord = tables.filter((table) => table.site === null);
  const lines = [
    ...(zoneless.length === 0 ? [] : [`assumed: times of ${names(zoneless)} are meant in ${zone} (--timezone)`]),
    ...(fetchedAt === null ? [] : [`assumed: records without a time were received at ${fetchedAt}`]),
    ...(byRecord.length === 0 || defaultSite === null
      ? []
      : [`assumed: records of ${names(byRecord)} that name no store belong to store ${defaultSite}`]),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

function renderLeftOut({ unreadable, strangers }: ImportOutcome): string[] {
  const lines = [
    ...unreadable.map(({ name, reason }) => `left out: ${name} has ${reason}`),
    ...strangers.map(({ siteId, rows }) =>
      siteId === null
        ? `left out: ${renderCount(rows)} rows name no store, and there is not just one: state it with --store-id`
        : `left out: ${renderCount(rows)} rows of store ${siteId}, which is not in etl_store: import again with --add-stores if it is yours`,
    ),
  ];
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** What a person does after an import. */
function nextSteps({ run }: ImportOutcome): string[] {
  if (run.dryRun) return ['dry run: nothing was kept. Import without --dry-run when this is right.'];
  if (run.tasks.length === 0) return ['nothing was imported'];
  return [
    'next:',
    `  feiqiu-etl run --tasks 'DWD_*,DWS_*'   facts, dimensions, figures and checks from what was imported`,
    '  feiqiu-etl run                         what upstream has had since; it also proves what the import cannot',
    '  feiqiu-etl compare --left DSN          the old tables against ours',
  ];
}
