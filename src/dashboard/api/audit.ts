/** An entry of the audit; `at` is an instant. */
export interface ShownAuditEntry {
  readonly at: string;
  readonly user: string;
  readonly address: string;
  readonly action: string;
  readonly subject: Readonly<Record<string, unknown>>;
  readonly outcome: 'DONE' | 'REFUSED' | 'FAILED';
  readonly message: string | null;
}

export interface AuditAnswer {
  readonly entries: readonly ShownAuditEntry[];
}
