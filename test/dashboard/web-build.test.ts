import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const BUILT = fileURLToPath(new URL('../../dist/dashboard/web/', import.meta.url));
/** The promise is 300 kB for the first page with its figures; all pages together stay below that. */
const LARGEST_TRANSFER_BYTES = 270_000;
const LARGEST_FILE_BYTES = 640_000;

const files = readdirSync(BUILT, { recursive: true }).map(String);
const ofKind = (...endings: readonly string[]): string[] =>
  files.filter((file) => endings.includes(path.extname(file)));
const sizeOf = (file: string): number => statSync(path.join(BUILT, file)).size;
const textOf = (file: string): string => readFileSync(path.join(BUILT, file), 'utf8');

describe('the pages as built', () => {
  test('stay small: everything together, compressed, below what the first page may take', () => {
    const compressed = ofKind('.br');
    expect(compressed.length).toBeGreaterThan(5);
    expect(compressed.map(sizeOf).reduce((sum, size) => sum + size, 0)).toBeLessThan(LARGEST_TRANSFER_BYTES);
    for (const file of ofKind('.js', '.css')) expect([file, sizeOf(file) < LARGEST_FILE_BYTES]).toEqual([file, true]);
  });

  test.each(ofKind('.html', '.js', '.css', '.svg'))('%s names no other host', (file) => {
    const hosts = [...textOf(file).matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host]) => host);
    // Names of XML namespaces, which nobody opens.
    expect(hosts.filter((host) => host !== 'www.w3.org')).toEqual([]);
  });
});
