import type { Route } from './route.ts';
import { auditRoutes } from './routes/audit.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { dayRoutes } from './routes/day.ts';
import { driftRoutes } from './routes/drift.ts';
import { qualityRoutes } from './routes/quality.ts';
import { quarantineRoutes } from './routes/quarantine.ts';
import { storesRoutes } from './routes/stores.ts';
import { traceRoutes } from './routes/trace.ts';
import { trendsRoutes } from './routes/trends.ts';

/** Every route behind the login. A page adds its file here. */
export const ROUTES: readonly Route[] = [
  ...storesRoutes,
  ...dayRoutes,
  ...trendsRoutes,
  ...traceRoutes,
  ...qualityRoutes,
  ...quarantineRoutes,
  ...driftRoutes,
  ...catalogRoutes,
  ...auditRoutes,
];
