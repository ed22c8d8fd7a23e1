/** What a comparison of upstream with the catalog found. */
export interface ContractReport {
  readonly status: 'ok' | 'drift' | 'unreadable';
}
