import type { Sample } from './contract/sample.ts';

/** Endpoints that were added to the contract; `scaffold endpoint` writes one file of `samples/` and one line here each. */
export const SAMPLES: readonly Sample[] = [];
