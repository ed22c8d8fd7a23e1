#!/usr/bin/env node
// In a checkout the sources are built on demand; an installed package carries dist/ and has no scripts/.
import { existsSync } from 'node:fs';

const bootstrap = new URL('../scripts/ready.mjs', import.meta.url);

async function ensureReady() {
  if (!existsSync(bootstrap) || !existsSync(new URL('../src/', import.meta.url))) return;
  const { ready } = await import(bootstrap.href);
  await ready();
}

try {
  await ensureReady();
} catch (error) {
  process.stderr.write(`feiqiu-etl: ${error.message}\n`);
  process.exit(1);
}
await import('../dist/cli/main.js');
