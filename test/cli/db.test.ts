import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeScratch, runCli, type Scratch } from './contract-doctor-db-process.ts';

let scratch: Scratch;

beforeAll(async () => {
  scratch = await makeScratch();
});

afterAll(async () => {
  await runCli(['db', 'stop', '--quiet'], scratch);
  await scratch[Symbol.asyncDispose]();
});

/** A folder with a psql that tells how it was called; empty without `script`. */
async function pathWith(name: string, script?: string): Promise<string> {
  const dir = path.join(scratch.dir, name);
  await mkdir(dir, { recursive: true });
  if (script !== undefined) {
    await writeFile(path.join(dir, 'psql'), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(dir, 'psql'), 0o755);
  }
  return dir;
}

describe('the embedded database by command', () => {
  it('has no address before its first start', async () => {
    const { code, stderr } = await runCli(['db', 'url'], scratch);
    expect([code, stderr]).toEqual([2, expect.stringContaining('has never been started')]);
  });

  it('stays up when the starting process has ended, is told by status and url, and ends with stop', async () => {
    const started = await runCli(['db', 'start', '--json'], scratch);
    expect(started.code, started.stderr).toBe(0);
    const { pid, port } = JSON.parse(started.stdout);
    const status = await runCli(['db', 'status', '--json'], scratch);
    expect(status.code, status.stderr).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({ kind: 'embedded', running: true, pid });
    const again = await runCli(['db', 'start', '--json'], scratch);
    expect(JSON.parse(again.stdout)).toMatchObject({ started: false, pid, port });
    const url = await runCli(['db', 'url'], scratch);
    expect(url.stdout).toMatch(new RegExp(`^postgresql://feiqiu:\\w+@127\\.0\\.0\\.1:${port}/feiqiu\\n$`));
    expect(started.stdout + status.stdout + again.stdout).not.toContain(new URL(url.stdout.trim()).password);
    const stopped = await runCli(['db', 'stop', '--json'], scratch);
    expect(JSON.parse(stopped.stdout)).toMatchObject({ stopped: true, pid });
    const after = await runCli(['db', 'status', '--json'], scratch);
    expect([after.code, JSON.parse(after.stdout).running]).toEqual([1, false]);
    expect((await runCli(['db', 'url'], scratch)).stdout).toBe(url.stdout);
    const nothing = await runCli(['db', 'stop', '--json'], scratch);
    expect([nothing.code, JSON.parse(nothing.stdout).stopped]).toEqual([0, false]);
  });
});

describe('a server of one’s own', () => {
  const PG_DSN = 'postgresql://someone:hush-hush@127.0.0.1:9/books?sslmode=require';

  it.each(['start', 'stop'])('is not started or stopped: db %s ends with 2 and hides the password', async (command) => {
    const { code, stderr } = await runCli(['db', command], { env: { ...scratch.env, PG_DSN } });
    expect([code, stderr]).toEqual([2, expect.stringContaining('PG_DSN is set (someone@127.0.0.1:9/books)')]);
    expect(stderr).not.toContain('hush-hush');
  });

  it('is told by url, in the form libpq reads', async () => {
    const { stdout } = await runCli(['db', 'url'], { env: { ...scratch.env, PG_DSN } });
    expect(stdout).toBe(`${PG_DSN}\n`);
  });

  it('is reported by status as not answering, with exit code 1', async () => {
    const { code, stdout } = await runCli(['db', 'status', '--json'], { env: { ...scratch.env, PG_DSN } });
    expect([code, JSON.parse(stdout)]).toEqual([1, expect.objectContaining({ kind: 'server', running: false })]);
    expect(stdout).not.toContain('hush-hush');
  });

  it('is handed to psql with what stands after --, the password by the environment only', async () => {
    const PATH = `${await pathWith('fake', 'echo "$PGPASSWORD"; printf "<%s>" "$@"; exit 3')}:${process.env['PATH']}`;
    const args = ['db', 'psql', '--', '-c', 'select 1'];
    const { code, stdout } = await runCli(args, { env: { ...scratch.env, PG_DSN, PATH } });
    expect(stdout).toBe('hush-hush\n<postgresql://someone@127.0.0.1:9/books?sslmode=require><-c><select 1>');
    expect(code).toBe(1);
  });

  it('has its address printed when there is no psql', async () => {
    const PATH = await pathWith('empty');
    const { code, stdout, stderr } = await runCli(['db', 'psql'], { env: { ...scratch.env, PG_DSN, PATH } });
    expect([code, stdout]).toEqual([1, `${PG_DSN}\n`]);
    expect(stderr).toContain('no psql in PATH');
  });
});
