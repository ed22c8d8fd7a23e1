import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chooseServerUser } from './server-user.ts';

const scratch = mkdtempSync(join(tmpdir(), 'feiqiu-user-'));
const noData = join(scratch, 'postgres');
const isRoot = process.getuid?.() === 0;

afterAll(() => rmSync(scratch, { recursive: true }));

function passwd(...lines: readonly string[]): string {
  const path = join(scratch, 'passwd');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const ROOT = 'root:x:0:0:root:/root:/bin/sh';

test.runIf(isRoot)('root runs the server as postgres where that account exists, else as nobody', () => {
  const nobody = 'nobody:x:65534:65533:nobody:/:/bin/false';
  expect(chooseServerUser(noData, passwd(ROOT, nobody, 'postgres:x:70:71::/:/bin/sh'))).toEqual({
    name: 'postgres',
    uid: 70,
    gid: 71,
  });
  expect(chooseServerUser(noData, passwd(ROOT, nobody))).toEqual({ name: 'nobody', uid: 65534, gid: 65533 });
});

test.runIf(isRoot)('without any such account nothing is created: the choices are named', () => {
  expect(() => chooseServerUser(noData, passwd(ROOT, 'postgres:x:0:0:also root:/:/bin/sh'))).toThrow(
    /postgres.*ordinary user.*PG_DSN/s,
  );
});

test.skipIf(isRoot)('an ordinary user runs the server as himself', () => {
  expect(chooseServerUser(noData)).toBeUndefined();
});
