// Walks the members of the server given by its base URL into the folder given: a process of its own, to be killed.
import { createArchiveWriter } from '../../src/api/archive/writer.ts';
import { createApiClient } from '../../src/api/client.ts';
import { Limiter } from '../../src/api/limiter.ts';
import { createTokenSource } from '../../src/api/token.ts';
import { walkEndpoint } from '../../src/api/walk.ts';
import { systemClock as clock } from '../../src/base/clock.ts';
import { MEMBERS, MEMBERS_SCOPE } from './members.ts';

const [baseUrl = '', root = ''] = process.argv.slice(2);
const tokens = createTokenSource({ token: 'plain-token', variable: 'API_TOKEN', clock });
const client = createApiClient({ baseUrl, tokens, clock, limiter: new Limiter({ clock, maxConcurrency: 4 }) });
const archive = createArchiveWriter(root);
// For ever, as the parent decides when it is over.
for (;;) await walkEndpoint({ client, endpoint: MEMBERS, scope: MEMBERS_SCOPE, archive, clock });
