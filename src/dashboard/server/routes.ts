import type { Route } from './route.ts';
import { auditRoutes } from './routes/audit.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { dayRoutes } from './routes/day.ts';
import { driftRoutes } from './routes/drift.ts';
import { freshnessRoutes } from './routes/freshness.ts';
import { jobsRoutes } from './routes/jobs.ts';
import { pipelineRoutes } from './routes/pipeline.ts';
import { qualityRoutes } from './routes/quality.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { runsRoutes } from './routes/runs.ts';
import { schedulesRoutes } from './routes/schedules.ts';
import { settingsRoutes } from './routes/settings.ts';
import { storesRoutes } from './routes/stores.ts';
import { traceRoutes } from './routes/trace.ts';
import { trendsRoutes } from './routes/trends.ts';

/** Every route behind the login. A page adds its file here. */
export const ROUTES: readonly Route[] = [
  ...storesRoutes,
  ...dayRoutes,
  ...trendsRoutes,
  ...traceRoutes,
  ...pipelineRoutes,
  ...runsRoutes,
  ...jobsRoutes,
  ...freshnessRoutes,
  ...qualityRoutes,
  ...quarantineRoutes,
  ...driftRoutes,
  ...catalogRoutes,
  ...settingsRoutes,
  ...schedulesRoutes,
  ...auditRoutes,
];
