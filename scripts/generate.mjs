// npm run generate: writes the files that are made from the settings, so that they cannot disagree with the code.
import { mkdirSync, writeFileSync } from 'node:fs';

const { renderConfigurationDoc, renderEnvExample } = await import('../dist/config/describe-config.js');

const root = new URL('../', import.meta.url);
mkdirSync(new URL('docs/', root), { recursive: true });
writeFileSync(new URL('.env.example', root), renderEnvExample());
writeFileSync(new URL('docs/configuration.md', root), renderConfigurationDoc());
