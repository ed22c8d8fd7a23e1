/** One value of a traced row. */
export interface TraceValue {
  readonly column: string;
  readonly zh: string;
  readonly en: string;
  readonly value: string | null;
  /** Text received where the value does not say all of it. */
  readonly received: string | null;
  readonly paths: readonly string[];
  readonly isMasked: boolean;
}

export interface TraceVersion {
  readonly seenFrom: string;
  readonly seenTo: string | null;
  readonly isDeleted: boolean;
  readonly isShown: boolean;
  readonly file: string;
  readonly pageNo: number;
  readonly recordIndex: number;
}

/** A row followed back to the answer of upstream it came in. */
export interface TraceAnswer {
  readonly table: string;
  readonly siteId: string;
  readonly values: readonly TraceValue[];
  readonly record: { readonly table: string; readonly sourceId: string; readonly versions: readonly TraceVersion[] };
  readonly answer: {
    readonly file: string;
    readonly state: 'verified' | 'missing' | 'pruned' | 'damaged';
    readonly problem: string | null;
    readonly receivedAt: string | null;
    readonly sha256: string | null;
    /** The record as received, indented; personal data masked unless it was asked for. */
    readonly text: string | null;
    readonly request: { readonly path: string; readonly asked: string; readonly startedAt: string } | null;
  } | null;
  readonly load: {
    readonly task: string;
    readonly loadId: string;
    readonly loadedAt: string;
    readonly status: string;
  } | null;
  readonly isMasked: boolean;
  /** Whether the reader may see what is masked, for a reason. */
  readonly mayReveal: boolean;
}
