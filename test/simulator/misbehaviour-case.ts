import { expect } from 'vitest';
import { type Answered, at, endpointOf, type Json, type TestSimulator } from './simulator-client.ts';

/** One misbehaviour switched on, and what must then be seen. */
export interface MisbehaviourCase {
  readonly spec: string;
  readonly does: string;
  readonly check: (upstream: TestSimulator, plain: TestSimulator) => Promise<void>;
  /** Simulated present; after the last event unless said otherwise. */
  readonly startAt?: string;
  readonly stores?: number;
}

/** Keys of the rows of an answer. */
export const keysOf = (answer: Answered, table: string): string[] =>
  answer.rows.map((row) => String(at(row, endpointOf(table).key)));

/** Rows of the answer that differ from the same rows of an upstream that behaves. */
export async function changedRows(
  upstream: TestSimulator,
  plain: TestSimulator,
  table: string,
): Promise<readonly Json[]> {
  const [answer, expected] = [await upstream.ask(table), await plain.ask(table)];
  expect(keysOf(answer, table)).toEqual(keysOf(expected, table));
  return answer.rows.filter((row, index) => JSON.stringify(row) !== JSON.stringify(expected.rows[index]));
}

/** The table most cases look at. */
export const FEES = 'table_fee_transactions';
