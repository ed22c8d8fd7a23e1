import { z } from 'zod';
import type { PipelineAnswer } from '../../api/pipeline.ts';
import { isAtLeast } from '../../api/roles.ts';
import { STORE, sitesOf } from '../input.ts';
import { liveAnswer } from '../live.ts';
import { readBackfills, readHolders, toShownJobs } from '../queries/now.ts';
import { readRunsVersion } from '../queries/runs.ts';
import { readStores } from '../queries/stores.ts';
import { defineRoute, type Route, type RouteRequest } from '../route.ts';
import type { Job } from '../steer/jobs.ts';

const INPUT = z.object({ store: STORE });

type Asked = RouteRequest<z.output<typeof INPUT>>;

/** What is going on now: once, and as long as somebody looks. */
export const pipelineRoutes: readonly Route[] = [
  defineRoute({ method: 'GET', path: '/pipeline', access: 'viewer', input: INPUT, handle: readNow }),
  defineRoute({
    method: 'GET',
    path: '/pipeline/live',
    access: 'viewer',
    input: INPUT,
    handle: (request) => liveAnswer({ read: () => readNow(request), ...request.place }),
  }),
];

function readNow({ input, place, session, read }: Asked): Promise<PipelineAnswer> {
  return read(async (db) => {
    const sites = await sitesOf(db, input.store);
    const isWanted = ({ siteId }: { readonly siteId: string }): boolean => sites === null || sites.includes(siteId);
    const { stores } = await readStores(db);
    const names = new Map(stores.map(({ siteId, name }) => [siteId, name]));
    const jobs = place.jobs.list().filter((job) => isSeen(job, session.siteIds));
    return {
      holders: (await readHolders(db)).filter(isWanted),
      jobs: await toShownJobs(db, jobs),
      backfills: (await readBackfills(db, names)).filter(isWanted),
      runsVersion: await readRunsVersion(db, { sites }, session.siteIds !== null),
      mayAct: isAtLeast(session.role, 'operator'),
    };
  });
}

/** What a job says may be about any of its stores. */
export function isSeen({ siteIds }: Pick<Job, 'siteIds'>, visible: readonly string[] | null): boolean {
  return visible === null || (siteIds?.every((siteId) => visible.includes(siteId)) ?? false);
}
