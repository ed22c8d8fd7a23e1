import { createWriteStream } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ReadPlainOptions, readPlain } from '../../src/api/archive/plain.ts';
import { openPlainFolder } from '../../src/api/archive/plain-folder.ts';
import { PlainIndex } from '../../src/api/archive/plain-index.ts';
import { PlainNames } from '../../src/api/archive/plain-names.ts';
import type { ArchivedWalk } from '../../src/api/archive/walk.ts';
import { findList } from '../../src/api/envelope.ts';
import { ArchiveCorrupt } from '../../src/base/errors.ts';
import { elementsAt } from '../../src/base/json-slices.ts';
import { settlementTicketDetails } from '../../src/catalog/endpoints/settlement-ticket-details.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { MEMBERS, SITE } from './members.ts';
import { rawRecords, scratchFolder } from './support.ts';

const NAMES = new PlainNames(ENDPOINTS);

async function collect(dir: string, extras: Partial<ReadPlainOptions> = {}): Promise<ArchivedWalk[]> {
  const { files = [] } = (await openPlainFolder(dir, { names: NAMES })) ?? {};
  const walks: ArchivedWalk[] = [];
  for await (const walk of readPlain(dir, { files, endpoints: ENDPOINTS, siteId: SITE, ...extras })) walks.push(walk);
  return walks;
}

/** Raw texts of all records of the one file in a folder, as the loader would cut them. */
async function recordsOf(dir: string): Promise<string[]> {
  const [walk] = await collect(dir);
  const records: string[] = [];
  for (const page of walk?.pages ?? []) {
    const text = await page.body();
    const list = findList(JSON.parse(text), MEMBERS);
    records.push(...elementsAt(text, list.path));
  }
  return records;
}

async function folderWith(text: string | Buffer, table = 'member_profiles'): Promise<string> {
  const dir = await scratchFolder();
  await writeFile(path.join(dir, `${table}.json`), text);
  return dir;
}

const HOSTILE = [
  '{"id":9007199254740993,"a":"} ] , {","b":[{"c":"\\\\"},[]]}',
  '{ "id" : 123456789012345678901234567890 , "q" : "\\"\\u007b\\\\\\"", "n":-1.50e+10 }',
  '{"id":2,"zh":"台球厅 🎱","nul":"\\u0000","lone":"\\ud800"}',
  '{"id":3,"data":{"list":[{"id":4}]},"amount":48.10}',
  '{}',
  '{"":{"":[[[["deep"]]]]}}',
];

describe('plain files', () => {
  it.each([
    ['a list of records', `[${HOSTILE.join(' ,\r\n')}]`],
    ['a list of records after a byte order mark', `\uFEFF [${HOSTILE.join(',')}]\n`],
    ['one response', `{"code":0,"data":{"total":6,"tenantMemberInfos":[${HOSTILE.join(',')}]},"msg":"ok"}`],
    ['one response whose list is the data itself', `{"data":[${HOSTILE.join(',')}],"code":200}`],
    ['one response in another letter case', `{"CODE":0,"Data":{"TENANTMEMBERINFOS":[${HOSTILE.join(',')}]}}`],
    [
      'a list of responses',
      `[{"code":0,"data":{"list":[${HOSTILE.slice(0, 2).join(',')}]}},{"code":0,"data":{"list":[]}},
        {"code":0,"data":{"list":[${HOSTILE.slice(2).join(',')}]}}]`,
    ],
  ])('give every record to the byte from %s', async (_name, text) => {
    expect(await recordsOf(await folderWith(text))).toEqual(HOSTILE);
  });

  it('put about a hundred records on a page and prove nothing', async () => {
    const records = rawRecords(1_234);
    const dir = await folderWith(`[${records.join(',')}]`);
    const modified = new Date('2026-02-03T04:05:06.000Z');
    await utimes(path.join(dir, 'member_profiles.json'), modified, modified);
    const [walk] = await collect(dir);
    expect(walk?.pages).toHaveLength(13);
    expect(walk?.end).toMatchObject({
      proven: false,
      doubts: ['no-total', 'unfinished'],
      total: null,
      rowsSeen: 1_234,
    });
    expect(walk?.pages[12]).toMatchObject({
      pageNo: 13,
      file: 'member_profiles.json',
      receivedAt: '2026-02-03T04:05:06.012Z',
    });
    expect(walk?.scope).toEqual({ siteId: SITE, table: 'member_profiles', window: null, ids: null });
    expect(await recordsOf(dir)).toEqual(records);
  });

  it('hand on a response without a list as it stands, for the loader to fail on', async () => {
    const response = '{"code":0,"msg":"ok","data":null}';
    const [walk] = await collect(await folderWith(`[${response}]`));
    expect(await walk?.pages[0]?.body()).toBe(response);
  });

  it.each([
    ['member_profiles', []],
    ['settlement_ticket_details', ['ids-refused']],
  ])('leave out a response of %s that is a refusal; of an id, say so', async (table, doubts) => {
    const good = '{"code":0,"data":{"data":{"orderSettleId":1},"tenantMemberInfos":[{"id":1}]}}';
    const refusals = ['{"code":1400,"msg":"参数错误","data":null}', '{"code":500,"data":[]}'];
    const [walk] = await collect(await folderWith(`[${[good, ...refusals, good].join(',')}]`, table));
    expect(walk?.pages.map((page) => page.pageNo)).toEqual([1, 2]);
    expect(walk?.end).toMatchObject({ proven: false, doubts: ['no-total', 'unfinished', ...doubts], rowsSeen: 2 });
  });

  it('read tickets, which are wrapped twice and are objects', async () => {
    const ticket = '{"code":0,"data":{"data":{"orderSettleId":9007199254740993}}}';
    const endpoint = settlementTicketDetails;
    const [responses] = await collect(await folderWith(`[${ticket},${ticket}]`, endpoint.table));
    expect(responses?.pages).toHaveLength(2);
    expect(await responses?.pages[1]?.body()).toBe(ticket);
    const [records] = await collect(await folderWith('[{"orderSettleId":1},{"orderSettleId":2}]', endpoint.table));
    expect(findList(JSON.parse((await records?.pages[0]?.body()) ?? ''), endpoint).items).toHaveLength(2);
  });

  it.each([
    ['[{"id":1},{"id":2}] x', 'byte 20', /"x" where end of file/],
    ['[{"id":1},{"id":2}', 'byte 18', /ends where comma or \]/],
    ['[{"id":1},]', 'byte 10', /"\]" where value was expected/],
    ['[{"id":1,}]', 'byte 9', /"\}" where key/],
    ['[{"id":01}]', 'byte 7', /"01" is no JSON value/],
    ['[{"id":"a]', 'byte 10', /inside a string/],
    ['[{"id":"a\nb"}]', 'byte 9', /control character/],
    ['[{"id" 1}]', 'byte 7', /"1" where : was expected/],
    ['<html></html>', 'byte 0', /no JSON value/],
    ['', 'byte 0', /ends where value/],
    ['['.repeat(2_000), 'byte 1000', /nested deeper than 1000/],
  ])('name the byte at which %j stops being JSON', async (text, place, reason) => {
    const failure = await collect(await folderWith(text)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ArchiveCorrupt);
    expect((failure as Error).message).toMatch(reason);
    expect((failure as Error).message).toContain(`at ${place}`);
  });

  it('say that UTF-16 has to be saved as UTF-8', async () => {
    const dir = await folderWith(Buffer.from('\uFEFF[{"id":1}]', 'utf16le'));
    await expect(collect(dir)).rejects.toThrow(/UTF-16; save it as UTF-8/);
  });

  it('in GBK are refused by name, wherever the first Chinese letter stands', async () => {
    const gbk = Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]); // 张三
    const text = (pad: string): Buffer =>
      Buffer.concat([Buffer.from(`[{"pad":"${pad}","name":"`), gbk, Buffer.from('"}]')]);
    for (const pad of ['', 'x'.repeat(1024 * 1024)]) {
      await expect(collect(await folderWith(text(pad)))).rejects.toThrow(
        /is not UTF-8 \(it looks like GBK\): save it as UTF-8/,
      );
    }
    await expect(collect(await folderWith(Buffer.from([0x5b, 0x22, 0xe4, 0xb8])))).rejects.toThrow(/is not UTF-8/);
  });

  it('of one table and one moment come one after the other, and so do their pages', async () => {
    const dir = await folderWith(`[${rawRecords(150).join(',')}]`);
    await writeFile(path.join(dir, 'member_profiles_2.json'), '[{"id":1}]');
    const modified = new Date('2026-02-03T04:05:06.000Z');
    for (const name of ['member_profiles.json', 'member_profiles_2.json']) {
      await utimes(path.join(dir, name), modified, modified);
    }
    const walks = await collect(dir);
    const moments = walks.flatMap(({ pages }) =>
      pages.map(({ file, receivedAt }) => `${file} ${receivedAt.slice(-5)}`),
    );
    expect(moments).toEqual([
      'member_profiles.json .000Z',
      'member_profiles.json .001Z',
      'member_profiles_2.json .002Z',
    ]);
    expect(new Set(walks.map(({ walkId }) => walkId)).size).toBe(2);
  });

  it('leave out a broken file when the caller takes note of it, and read the others', async () => {
    const dir = await folderWith('[{"id":1}');
    await writeFile(path.join(dir, 'site_tables_master.json'), '[{"id":1}]');
    const corrupt: string[] = [];
    const walks = await collect(dir, { onCorrupt: (error) => corrupt.push(error.file) });
    expect(walks.map((walk) => walk.scope.table)).toEqual(['site_tables_master']);
    expect(corrupt).toEqual(['member_profiles.json']);
  });

  it('notice a file that changes between cutting and reading', async () => {
    const dir = await folderWith('[{"id":1},{"id":2}]');
    const [walk] = await collect(dir);
    await writeFile(path.join(dir, 'member_profiles.json'), '[{"id":7},{"id":8}]');
    await expect(walk?.pages[0]?.body()).rejects.toThrow(ArchiveCorrupt);
  });

  it('are cut the same wherever the chunks end', () => {
    const bytes = Buffer.from(`[{"code":0,"data":{"tenantMemberInfos":[${HOSTILE.join(',')}]}},{"code":0,"data":{}}]`);
    const whole = new PlainIndex(MEMBERS, 0);
    const expected = [...whole.feed(bytes), ...whole.finish()];
    expect(expected.map((span) => span.isResponse)).toEqual([false, true]);
    for (const size of [1, 2, 3, 7, 16]) {
      const index = new PlainIndex(MEMBERS, 0);
      const spans = [];
      for (let at = 0; at < bytes.length; at += size) spans.push(...index.feed(bytes.subarray(at, at + size)));
      expect([...spans, ...index.finish()]).toEqual(expected);
    }
  });

  it('larger than the memory allowed for them are read in constant memory', { timeout: 60_000 }, async () => {
    const dir = await scratchFolder();
    const out = createWriteStream(path.join(dir, 'member_profiles.json'));
    const block = rawRecords(1_000)
      .map((record) => record.replace('}', `,"pad":"${'x'.repeat(1_000)}"}`))
      .join(',');
    out.write('{"code":0,"data":{"tenantMemberInfos":[');
    for (let at = 0; at < 120; at += 1) {
      if (!out.write(`${at === 0 ? '' : ','}${block}`))
        await new Promise<void>((resolve) => out.once('drain', resolve));
    }
    await new Promise<void>((resolve) => out.end(']}}', resolve));
    let peak = 0;
    const sampler = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const before = process.memoryUsage().rss;
    const [walk] = await collect(dir);
    clearInterval(sampler);
    expect(walk?.end?.rowsSeen).toBe(120_000);
    expect(peak - before).toBeLessThan(90 * 1024 * 1024); // the file has 125 MB
  });
});
