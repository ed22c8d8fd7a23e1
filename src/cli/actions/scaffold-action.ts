import { readFileSync } from 'node:fs';
import { ConfigError, messageOf } from '../../base/errors.ts';
import type { Change, WrittenFile } from '../../scaffold/change.ts';
import { checkChanges } from '../../scaffold/check.ts';
import { findCheckout, previewChanges, writeFiles } from '../../scaffold/checkout.ts';
import { draftEndpoint, type EndpointDraft } from '../../scaffold/draft-endpoint.ts';
import { endpointChanges } from '../../scaffold/endpoint-files.ts';
import { martChanges } from '../../scaffold/mart.ts';
import type {
  ScaffoldCheckOptions,
  ScaffoldEndpointOptions,
  ScaffoldMartOptions,
  ScaffoldOptions,
} from '../commands/scaffold.ts';

/** What was written, or would be. */
export interface ScaffoldReport {
  readonly dryRun: boolean;
  readonly dir: string;
  readonly files: readonly WrittenFile[];
  /** What was concluded from the sample, for endpoints. */
  readonly draft: Omit<EndpointDraft, 'records' | 'fields'> | null;
}

export function scaffoldEndpoint(options: ScaffoldEndpointOptions): ScaffoldReport {
  const dir = findCheckout(options.dir);
  const { from, path, name, table, key, time, grain, dimension = false } = options;
  const wishes = { path, name, table, key, time, grain, dimension };
  const {
    records: _records,
    fields: _fields,
    ...draft
  } = draftEndpoint({ file: from, text: readSample(from), ...wishes });
  return report(options, dir, endpointChanges({ ...draft, records: _records, fields: _fields }), draft);
}

export function scaffoldMart(name: string, options: ScaffoldMartOptions): ScaffoldReport {
  const { fromFact, grain, measure } = options;
  return report(options, findCheckout(options.dir), martChanges({ name, fromFact, grain, measures: measure }), null);
}

export function scaffoldCheck(id: string, options: ScaffoldCheckOptions): ScaffoldReport {
  const { family, fact, mart } = options;
  return report(options, findCheckout(options.dir), checkChanges({ id, family, fact, mart }), null);
}

function report(
  { dryRun = false }: ScaffoldOptions,
  dir: string,
  changes: readonly Change[],
  draft: ScaffoldReport['draft'],
): ScaffoldReport {
  const files = previewChanges(dir, changes);
  if (!dryRun) writeFiles(dir, files);
  return { dryRun, dir, files, draft };
}

function readSample(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError('BAD_SAMPLE', `--from ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
