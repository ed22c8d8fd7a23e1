// Makes a checkout ready to run: dependencies as package-lock.json says, and dist/ built from src/, with the pages of the
// dashboard. Plain Node without
// dependencies, because it runs before there are any. Cheap when nothing is to do (stat calls only), and safe when
// several commands start at once: one works, the others wait for it.
//
//   node scripts/ready.mjs            dependencies and build
//   node scripts/ready.mjs --deps     dependencies only
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { withLock } from './lib/lock.mjs';
import { npmCommand } from './lib/npm.mjs';
import { runQuietly } from './lib/run.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OLDEST_NODE = [20, 19];

const at = (...parts) => join(ROOT, ...parts);

/** The pages of the dashboard: sources, and where they go in dist/. */
const WEB = join('src', 'dashboard', 'web');
const BUILT_WEB = join('dashboard', 'web');

/** Brings the checkout up to date; `build: false` leaves dist/ alone. */
export async function ready({ build = true } = {}) {
  assertNodeVersion();
  if (depsAreCurrent() && (!build || (buildIsCurrent() && webIsCurrent()))) return;
  await withLock(at('.ready.lock'), async () => {
    // Looked at again under the lock: whoever held it before may have done the work.
    if (!depsAreCurrent() && !adoptInstalledDeps()) await installDeps();
    if (build && !buildIsCurrent()) await buildDist();
    if (build && !webIsCurrent()) await buildWeb();
  });
}

function assertNodeVersion() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor, needMinor] = OLDEST_NODE;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  throw new Error(
    `Node ${process.versions.node} is too old: feiqiu-etl needs ${OLDEST_NODE.join('.')} or newer (https://nodejs.org)`,
  );
}

// ---- dependencies ---------------------------------------------------------------------------------------------------

const depsStamp = () => at('node_modules', '.feiqiu-etl-ready');

/** Identity of a file by size and time; equality, not "newer", so that a file with an older date counts as changed. */
function identityOf(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? 'missing' : `${found.size}/${found.mtimeMs}`;
}

function readOr(path, fallback) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return fallback;
    throw error;
  }
}

function depsAreCurrent() {
  return readOr(depsStamp(), '') === identityOf(at('package-lock.json'));
}

function stampDeps() {
  writeFileSync(depsStamp(), identityOf(at('package-lock.json')));
}

/** Someone ran npm by hand, or git only touched the lock file's date: compare contents before reinstalling. */
function adoptInstalledDeps() {
  const installed = readOr(at('node_modules', '.package-lock.json'), '');
  if (installed === '') return false;
  const have = JSON.parse(installed).packages;
  const want = Object.entries(JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages);
  if (!want.every(([path, wanted]) => path === '' || satisfies(have[path], wanted))) return false;
  stampDeps();
  return true;
}

function satisfies(installed, wanted) {
  if (installed === undefined) return wanted.optional === true && !isForThisMachine(wanted);
  return installed.version === wanted.version && installed.integrity === wanted.integrity;
}

/**
 * An optional package that is absent matters only when it names this machine: others came with a skipped one. Those that
 * also select a C library are left to npm, because we cannot tell glibc from musl without its help.
 */
function isForThisMachine({ os, cpu, libc }) {
  if (libc !== undefined || (os === undefined && cpu === undefined)) return false;
  return (os === undefined || os.includes(process.platform)) && (cpu === undefined || cpu.includes(process.arch));
}

async function installDeps() {
  const why = existsSync(at('node_modules')) ? 'dependencies differ from package-lock.json' : 'no node_modules yet';
  // Not `npm ci`: it refuses a lock file that lacks an optional binary of some other platform, which npm itself writes
  // where a registry does not carry them all. `install --no-save` takes the locked versions and leaves the lock alone.
  // NODE_ENV=production must not leave out the compiler that builds dist/.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  await step(`installing dependencies (${why})`, () => runQuietly(npmCommand(args), { cwd: ROOT }));
  stampDeps();
}

// ---- build ----------------------------------------------------------------------------------------------------------

const buildStamp = () => at('dist', '.build-stamp');

function* filesUnder(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield path;
  }
}

/** Path, size and time of everything the build reads: also notices deleted files and files with older dates. */
function sourceFingerprint() {
  return fingerprintOf([...filesUnder(at('src')), at('tsconfig.json'), at('tsconfig.build.json')].filter(isProduct));
}

function fingerprintOf(inputs) {
  const byName = inputs.toSorted((left, right) => (left < right ? -1 : 1));
  const hash = createHash('sha256');
  for (const path of byName) hash.update(`${relative(ROOT, path)} ${identityOf(path)}\n`);
  return hash.digest('hex');
}

function isProduct(path) {
  return !path.endsWith('.test.ts') && !isWeb(path);
}

const isWeb = (path) => path.startsWith(at(WEB) + sep);

function buildIsCurrent() {
  return readOr(buildStamp(), '') === sourceFingerprint();
}

/**
 * Compiles without type checking: that is the job of `npm run typecheck`, and a type error half-way through an edit
 * must not take the command line away. Built beside dist/ (same depth, so source maps hold), then moved file by file,
 * so that a process running from dist/ never meets a missing or half-written file.
 */
async function buildDist() {
  const fingerprint = sourceFingerprint();
  const fresh = at(`.dist-${process.pid}`);
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  const args = [tsc, '-p', at('tsconfig.build.json'), '--noCheck', '--outDir', fresh];
  removeUnfinishedBuilds();
  try {
    await step('building dist/ (sources changed)', () => runQuietly({ file: process.execPath, args }, { cwd: ROOT }));
    copyAssets(fresh);
    moveInto(fresh, at('dist'), (path) => !path.startsWith(BUILT_WEB));
    writeFileSync(buildStamp(), fingerprint);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Of commands that were killed; we hold the lock, so none of these is still being written. */
function removeUnfinishedBuilds() {
  for (const name of readdirSync(ROOT)) {
    if (name.startsWith('.dist-')) rmSync(at(name), { recursive: true, force: true });
  }
}

/** SQL, JSON, HTML and the like travel beside the code that reads them. */
function copyAssets(target) {
  for (const path of filesUnder(at('src'))) {
    if (path.endsWith('.ts') || isWeb(path)) continue;
    const copy = join(target, relative(at('src'), path));
    mkdirSync(dirname(copy), { recursive: true });
    copyFileSync(path, copy);
  }
}

/** `isOurs` tells which files of the target may go when they were not made again. */
function moveInto(fresh, target, isOurs) {
  const made = new Set([...filesUnder(fresh)].map((path) => relative(fresh, path)));
  for (const path of made) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    replaceFile(join(fresh, path), join(target, path));
  }
  const leftovers = Array.from(filesUnder(target)).filter((path) => {
    const name = relative(target, path);
    return !made.has(name) && isOurs(name);
  });
  for (const path of leftovers) rmSync(path, { force: true });
}

function replaceFile(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    // Windows refuses to rename over a file that another process has open; copying over it is the next best thing.
    if (error.code !== 'EPERM' && error.code !== 'EBUSY') throw error;
    cpSync(from, to, { force: true });
  }
}

// ---- pages of the dashboard -----------------------------------------------------------------------------------------

const WEB_STAMP = '.web-stamp';

/** What the pages are made from: their sources, the shapes of the answers they share with the server, and the tools. */
function webFingerprint() {
  const sources = [...filesUnder(at(WEB)), ...filesUnder(at('src', 'dashboard', 'api'))];
  return fingerprintOf([...sources, at('package-lock.json')]);
}

function webIsCurrent() {
  return !existsSync(at(WEB)) || readOr(at('dist', BUILT_WEB, WEB_STAMP), '') === webFingerprint();
}

/** Built apart from the rest: it takes longer, and most changes are no changes of it. */
async function buildWeb() {
  const fingerprint = webFingerprint();
  const fresh = at(`.dist-web-${process.pid}`);
  const vite = at('node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', at(WEB), '--outDir', fresh, '--emptyOutDir', '--logLevel', 'warn'];
  removeUnfinishedBuilds();
  try {
    await step('building the pages of the dashboard', () =>
      runQuietly({ file: process.execPath, args }, { cwd: ROOT }),
    );
    for (const path of Array.from(filesUnder(fresh))) compress(path);
    const target = at('dist', BUILT_WEB);
    mkdirSync(target, { recursive: true });
    moveInto(fresh, target, () => true);
    writeFileSync(join(target, WEB_STAMP), fingerprint);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Once here, so that the server need not do it for every reader. */
function compress(path) {
  const body = readFileSync(path);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: body.length };
  writeFileSync(`${path}.br`, brotliCompressSync(body, { params }));
  writeFileSync(`${path}.gz`, gzipSync(body, { level: 9 }));
}

// ---- telling --------------------------------------------------------------------------------------------------------

async function step(what, work) {
  const startedAt = performance.now();
  process.stderr.write(`feiqiu-etl: ${what} … `);
  try {
    await work();
  } catch (error) {
    process.stderr.write('failed\n');
    throw error;
  }
  process.stderr.write(`${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`);
}

function calledDirectly() {
  return process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href;
}

if (calledDirectly()) {
  try {
    await ready({ build: !process.argv.includes('--deps') });
  } catch (error) {
    process.stderr.write(`feiqiu-etl: ${error.message}\n`);
    process.exitCode = 1;
  }
}
