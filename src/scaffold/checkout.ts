import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, messageOf } from '../base/errors.ts';
import { addEntry, type Change, type WrittenFile } from './change.ts';

/** The folder the program belongs to: two above this file, in src/ as in dist/. */
const HOME = fileURLToPath(new URL('../../', import.meta.url));

/** The source checkout to write to; an installed package has no sources that could be extended. */
export function findCheckout(dir: string | undefined): string {
  const root = dir === undefined ? HOME : path.resolve(dir);
  if (existsSync(path.join(root, 'src/catalog/endpoints.ts')) && existsSync(path.join(root, 'test/harness')))
    return root;
  const what = dir === undefined ? 'this is an installed package' : `${root} is no checkout of feiqiu-etl`;
  throw new ConfigError(
    'NO_SOURCES',
    `${what}: scaffold writes source files, and src/catalog and test/ are not there; run it in a git checkout, or name one with --dir`,
  );
}

/** The files as they will stand. Nothing is written; a file that is there already is refused. */
export function previewChanges(root: string, changes: readonly Change[]): WrittenFile[] {
  const files = new Map<string, WrittenFile>();
  for (const change of changes) {
    const { file } = change;
    if (change.kind === 'new') {
      assertFree(root, file);
      files.set(file, { file, kind: 'new', text: change.text });
    } else {
      const text = files.get(file)?.text ?? readFileSync(path.join(root, file), 'utf8');
      if (change.importLine !== undefined && text.includes(change.importLine)) throw inUse(file, change.entry);
      files.set(file, { file, kind: 'changed', text: addEntry(text, change) });
    }
  }
  return [...files.values()].map((written) => ({ ...written, text: formatted(root, written) }));
}

/** Writes all files, the new ones first, so that no list names what is not there. */
export function writeFiles(root: string, files: readonly WrittenFile[]): void {
  for (const { file, text } of files.toSorted((left, right) => right.kind.localeCompare(left.kind))) {
    try {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    } catch (error) {
      throw new ConfigError('NO_FOLDER', `${path.join(root, file)} cannot be written: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}

function assertFree(root: string, file: string): void {
  if (existsSync(path.join(root, file))) throw inUse(file, 'it');
}

function inUse(file: string, what: string): ConfigError {
  return new ConfigError(
    'FILE_EXISTS',
    `${file} is there already or names ${what} already; nothing was written. Choose another name, or remove it first`,
  );
}

/** As `npm run format` would leave it; in a checkout without dependencies the text stays as it is. */
function formatted(root: string, { file, text }: WrittenFile): string {
  const biome = path.join(root, 'node_modules/@biomejs/biome/bin/biome');
  if (!file.endsWith('.ts') || !existsSync(biome)) return text;
  return execFileSync(process.execPath, [biome, 'check', '--write', `--stdin-file-path=${file}`], {
    cwd: root,
    input: text,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}
