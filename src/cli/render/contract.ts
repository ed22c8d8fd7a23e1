import type { ContractReport } from '../../orchestration/contract-check.ts';

/** The report for people. */
export function renderContractReport(report: ContractReport): string {
  return report.status;
}
