import type { DriftRecord, DriftReport, EndpointDrift } from '../../orchestration/contract-drift.ts';
import type { ContractFinding, ContractReport, EndpointCheck } from '../../orchestration/contract-report.ts';
import { renderCount, renderTable } from './table.ts';

/** A table of endpoints, what differs in each, and the corrections ready to be saved. */
export function renderContractReport(report: ContractReport): string {
  const details = report.endpoints.filter(({ findings, error }) => findings.length > 0 || error !== null);
  const parts = [
    renderEndpoints(report.endpoints),
    ...details.map(renderDetails),
    ...renderCorrections(report),
    summaryOf(report),
  ];
  return parts.join('\n\n');
}

function renderEndpoints(endpoints: readonly EndpointCheck[]): string {
  return renderTable(endpoints, [
    { head: 'task', value: (row) => row.task },
    { head: 'status', value: (row) => row.status },
    { head: 'rows', align: 'right', value: (row) => renderCount(row.rowsChecked) },
    { head: 'with key', align: 'right', value: (row) => renderCount(row.rowsWithKey) },
    { head: 'list under', value: (row) => row.listPath ?? '-' },
    { head: 'total', value: (row) => (row.total === null ? '-' : `${row.total.value} (${row.total.path})`) },
    { head: 'differences', align: 'right', value: (row) => renderCount(row.findings.length) },
  ]);
}

function renderDetails({ task, path, error, findings }: EndpointCheck): string {
  const head = `${task} ${path}`;
  if (findings.length === 0) return `${head}\n  ${error?.message ?? ''}`;
  const respelt = findings.filter(({ kind }) => kind === 'other-case');
  const others = findings.filter(({ kind }) => kind !== 'other-case');
  return [head, ...others.map(renderFinding), ...renderRespelt(respelt)].join('\n');
}

/** Letter case changes for all names at once, so one line does for them. */
function renderRespelt(findings: readonly ContractFinding[]): string[] {
  const [first] = findings;
  if (first === undefined) return [];
  const names = findings.slice(0, 3).map(({ path, sample }) => `${path} as ${sample}`);
  const more = findings.length > names.length ? ` and ${findings.length - names.length} more` : '';
  return [`  note other-case ${names.join(', ')}${more}\n    ${first.message}`];
}

function renderFinding(finding: ContractFinding): string {
  const { kind, path, sample, message, override, severity } = finding;
  const mark = severity === 'note' ? 'note ' : '';
  const example = sample === null ? '' : `, for example ${sample}`;
  const line = `  ${mark}${kind} ${path}${shareOf(finding)}${example}\n    ${message}`;
  return override === null ? line : `${line}\n    CONTRACT_FILE: ${JSON.stringify(override)}`;
}

/** Fields inside lists may be met several times a record, so the share stops at all. */
function shareOf({ rowsAffected, rowsChecked }: ContractFinding): string {
  if (rowsChecked === 0) return '';
  const percent = Math.min(100, (100 * rowsAffected) / rowsChecked);
  return ` in ${percent < 1 ? percent.toFixed(2) : percent.toFixed(0)} % of ${renderCount(rowsChecked)} rows`;
}

/** What loads have met, endpoint by endpoint, and the corrections ready to be saved. */
export function renderDrift(report: DriftReport): string {
  const { endpoints, isRead } = report;
  if (!isRead) return 'nothing to compare: no row of these endpoints was read yet; "feiqiu-etl run" reads them';
  if (endpoints.length === 0) return 'no drift: all that was loaded is as the contract says';
  const count = endpoints.reduce((sum, { records }) => sum + records.length, 0);
  const summary = `${counted(count, 'difference')} in ${counted(endpoints.length, 'endpoint')}`;
  return [...endpoints.map(renderEndpointDrift), ...renderCorrections(report), summary].join('\n\n');
}

function renderEndpointDrift({ siteId, task, table, records }: EndpointDrift): string {
  const lines = records.map((record) => {
    const [first = '', ...rest] = renderFinding(record).split('\n');
    return [`${first}, ${renderSpan(record)}`, ...rest].join('\n');
  });
  return [`store ${siteId} ${task} ${table}`, ...lines].join('\n');
}

const renderSpan = ({ since, lastSeenAt }: DriftRecord): string =>
  since === lastSeenAt ? `seen ${since}` : `since ${since}, last seen ${lastSeenAt}`;

const counted = (count: number, what: string): string => `${renderCount(count)} ${what}${count === 1 ? '' : 's'}`;

function renderCorrections({ contractFile }: Pick<ContractReport, 'contractFile'>): string[] {
  if (contractFile === null) return [];
  const head = 'All corrections together (guesses: read them before use), to be saved as the file CONTRACT_FILE names:';
  return [`${head}\n${JSON.stringify(contractFile, null, 2)}`];
}

function summaryOf({ status, endpoints, source }: ContractReport): string {
  const count = (wanted: EndpointCheck['status']): number => endpoints.filter((one) => one.status === wanted).length;
  const told = (['ok', 'drift', 'empty', 'refused', 'absent', 'unreadable'] as const)
    .filter((wanted) => count(wanted) > 0)
    .map((wanted) => `${count(wanted)} ${wanted}`);
  const verdict = {
    ok: 'as the catalog says',
    drift: 'differs from the catalog',
    unreadable: 'could not be read whole',
  };
  return `${source} ${verdict[status]}: ${endpoints.length} endpoints, ${told.join(', ')}`;
}
