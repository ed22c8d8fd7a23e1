// A process of its own that migrates a database and prints what it applied. Started twice at once by migrate.test.ts.
import { createPool } from '../../src/database/connection.ts';
import { migrate } from '../../src/database/migrate.ts';

const [url = '', directory = ''] = process.argv.slice(2);
const pool = createPool({ url, max: 2, applicationName: 'migrate-process' });
const { applied } = await migrate(pool, { directory });
process.stdout.write(JSON.stringify(applied));
await pool.end();
