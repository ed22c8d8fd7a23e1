import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPlainFolder } from '../../src/api/archive/plain-folder.ts';
import { PlainNames } from '../../src/api/archive/plain-names.ts';
import { ConfigError } from '../../src/base/errors.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { scratchFolder } from './support.ts';

const names = new PlainNames(ENDPOINTS);

/** A folder with these files, the first one the oldest. */
async function folderOf(...files: readonly string[]): Promise<string> {
  const dir = await scratchFolder();
  for (const [i, file] of files.entries()) {
    await writeFile(path.join(dir, file), '[]');
    await utimes(path.join(dir, file), 1_770_000_000 + i, 1_770_000_000 + i);
  }
  return dir;
}

const chosen = async (dir: string, includeFiles: readonly string[]): Promise<string[]> =>
  ((await openPlainFolder(dir, { names, includeFiles }))?.files ?? []).map(({ name }) => name);

describe('a folder of plain files', () => {
  it('gives the files of a table together, the oldest first, and names those nobody knows', async () => {
    const dir = await folderOf(
      '结账记录_2025-12.json',
      '会员档案.json',
      '结账记录_2025-11.json',
      'notes.json',
      'a.txt',
    );
    expect(await openPlainFolder(dir, { names })).toEqual({
      dir,
      files: [
        { name: '会员档案.json', table: 'member_profiles' },
        { name: '结账记录_2025-12.json', table: 'settlement_records' },
        { name: '结账记录_2025-11.json', table: 'settlement_records' },
      ],
      unknown: ['notes.json'],
    });
  });

  it('without any JSON is no such folder', async () => {
    expect(await openPlainFolder(await folderOf('a.txt'), { names })).toBeNull();
  });

  it('in which no name is known is refused, with what may be meant', async () => {
    const dir = await folderOf('结帐记录.json', 'x.json');
    await expect(openPlainFolder(dir, { names })).rejects.toThrow(
      /x\.json, 结帐记录\.json \(Did you mean 结账记录\?\)\. Name them/,
    );
  });
});

describe('files asked for', () => {
  const FILES = ['结账记录.json', '结账记录_2025-11.json', 'member_profiles.json', 'notes.json'];

  it.each([
    [['结账记录'], ['结账记录.json']],
    [['结账记录_2025-11.json'], ['结账记录_2025-11.json']],
    [['settlement_records'], ['结账记录.json', '结账记录_2025-11.json']],
    [
      ['ods_order_settle', '会员档案'],
      ['member_profiles.json', '结账记录.json', '结账记录_2025-11.json'],
    ],
    [[' 会员档案 ', ''], ['member_profiles.json']],
  ])('%j are %j', async (asked, files) => {
    expect(await chosen(await folderOf(...FILES), asked)).toEqual(files);
  });

  it.each([
    ['payment_transactions', /payment_transactions\.json, which is not in/],
    ['会员档', /Did you mean 会员档案\?.*member_profiles\.json/],
    ['notes', /which no table is known for.*--file-names/],
  ])('%s is refused', async (asked, message) => {
    const dir = await folderOf(...FILES);
    await expect(chosen(dir, [asked])).rejects.toThrow(ConfigError);
    await expect(chosen(dir, [asked])).rejects.toThrow(message);
  });
});
