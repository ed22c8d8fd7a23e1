import { z } from 'zod';
import { readAudit } from '../access/audit.ts';
import { defineRoute, type Route } from '../route.ts';

const SHOWN = 500;

export const auditRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/audit',
    access: 'admin',
    input: z.object({}),
    // Not as a reader: the audit belongs to no store, and only an admin gets here.
    handle: async ({ place }) => ({ entries: await readAudit(place.controlPool, SHOWN) }),
  }),
];
