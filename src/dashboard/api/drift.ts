/** A difference between what upstream sends and what the contract says. Times are UTC. */
export interface ShownDrift {
  readonly kind: string;
  readonly severity: 'drift' | 'note';
  readonly path: string;
  readonly rowsAffected: number;
  readonly rowsChecked: number;
  readonly sample: string | null;
  readonly message: string;
  readonly since: string;
  readonly lastSeenAt: string;
}

export interface DriftAnswer {
  readonly endpoints: readonly {
    readonly siteId: string;
    readonly table: string;
    readonly records: readonly ShownDrift[];
  }[];
  /** False: no row was read yet, so that nothing could differ. */
  readonly isRead: boolean;
  /** Text to save as CONTRACT_FILE, with what it corrects already; null when nothing can be corrected so. */
  readonly contractFile: string | null;
}
