import { z } from 'zod';
import type { SiteId } from '../../../base/ids.ts';
import { type DriftRecord, readDrift } from '../../../orchestration/contract-drift.ts';
import type { DriftAnswer, ShownDrift } from '../../api/drift.ts';
import { STORE, sitesOf } from '../input.ts';
import { MASKED } from '../mask.ts';
import { isPersonalName, personalPaths } from '../personal.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';

const INPUT = z.object({ store: STORE });

export const driftRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/drift', access: 'viewer', input: INPUT, handle: answerDrift }),
];

/** Records are looked into to guess where a field went; a sample is masked where it is of a person, or of a new field. */
function answerDrift({ input, place, read }: RouteRequest<z.output<typeof INPUT>>): Promise<DriftAnswer> {
  const { endpoints: known, contractInForce: inForce } = place;
  const paths = personalPaths(known);
  return read(
    async (db) => {
      const siteIds = (await sitesOf(db, input.store)) as readonly SiteId[] | null;
      const { endpoints, isRead, contractFile } = await readDrift(db, {
        endpoints: known,
        siteIds,
        inForce,
        all: false,
      });
      return {
        endpoints: endpoints.map(({ siteId, table, records }) => ({
          siteId,
          table,
          records: records.map((record) => toShown(record, paths)),
        })),
        isRead,
        contractFile: contractFile === null ? null : JSON.stringify(contractFile, null, 2),
      };
    },
    { personal: true },
  );
}

function toShown(record: DriftRecord, paths: ReadonlySet<string>): ShownDrift {
  const { kind, severity, path, rowsAffected, rowsChecked, sample, message, since, lastSeenAt } = record;
  // Nobody knows yet what a new field holds.
  const isHidden = sample !== null && (kind === 'new-field' || isPersonalName(path, paths));
  return {
    kind,
    severity,
    path,
    rowsAffected,
    rowsChecked,
    sample: isHidden ? MASKED : sample,
    message,
    since,
    lastSeenAt,
  };
}
