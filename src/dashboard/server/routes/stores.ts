import { z } from 'zod';
import { readStores } from '../queries/stores.ts';
import { defineRoute, type Route } from '../route.ts';

export const storesRoutes: readonly Route[] = [
  defineRoute({
    method: 'GET',
    path: '/stores',
    access: 'viewer',
    input: z.object({}),
    handle: ({ read }) => read(readStores),
  }),
];
