import type { ExactRecord } from '../hall-source.ts';
import type { SimulatedEndpoint } from './endpoints.ts';

/** An endpoint the hall knows nothing of, told by records as upstream sent them. */
export interface Sample
  extends Pick<
    SimulatedEndpoint,
    'table' | 'path' | 'listPath' | 'totalPath' | 'mode' | 'window' | 'key' | 'eventTime'
  > {
  /** `path:type` of every field, apart by spaces; `?` behind the type: may be null. */
  readonly fields: string;
  /** Made-up records of the shape upstream sends, no real ones. */
  readonly records: readonly ExactRecord[];
}
