import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { sha256Hex } from '../../base/digest.ts';
import { ArchiveCorrupt, messageOf } from '../../base/errors.ts';
import type { PageLine } from './manifest.ts';
import { type ArchivedPage, toPage } from './walk.ts';

const gunzipBuffer = promisify(gunzip);

type PageFacts = Pick<PageLine, 'pageNo' | 'id' | 'file' | 'receivedAt' | 'sha256' | 'bytes'>;

/** A page whose body is read from disk each time it is asked for. `folder` is relative to the root. */
export function archivedPage(root: string, folder: string, facts: PageFacts): ArchivedPage {
  const file = `${folder}/${facts.file}`;
  return toPage({ ...facts, file }, () => readBody(root, file, facts.sha256));
}

async function readBody(root: string, file: string, sha256: string): Promise<Buffer> {
  const raw = await readRaw(root, file);
  const actual = sha256Hex(raw);
  if (actual !== sha256) {
    throw new ArchiveCorrupt(file, `${file} does not match the hash in its manifest (${actual}, expected ${sha256})`, {
      details: { expected: sha256, actual },
    });
  }
  return raw;
}

async function readRaw(root: string, file: string): Promise<Buffer> {
  try {
    return await gunzipBuffer(await readFile(path.join(root, file)));
  } catch (error) {
    throw new ArchiveCorrupt(file, `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}
