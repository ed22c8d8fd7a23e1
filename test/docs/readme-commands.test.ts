import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/start-simulator.ts';
import { MORNING, MovableClock, OPENING, scenarioHall } from '../harness/scenario.ts';
import { commandsOf, ROOT, readPage } from './markdown.ts';

/** These start this very test again, or take minutes; test/tooling proves the scripts behind them. */
const NOT_EXECUTED = [
  'npm test',
  'npm run tests -- --suite offline',
  'npm run tests -- --list-presets',
  'npm run check',
  'npm run bench -- --quick',
  'npm run soak',
];
/** These end when they are stopped; shown is what they say once they answer. */
const UNTIL_STOPPED: Readonly<Record<string, string>> = {
  'npm run etl -- simulate serve --port 8791': 'http://127.0.0.1:',
  'npm run etl -- serve': 'http://127.0.0.1:',
};
/** The port of the page may be taken on the machine of a test. */
const withFreePort = (command: string): string =>
  command.replace('--port 8791', '--port 0').replace(/ -- serve$/, ' -- serve --port 0');

const commands = commandsOf(readPage('README.md'));

let folder: string;
let simulator: Simulator;
let environment: NodeJS.ProcessEnv;

/** A fresh project folder: the same programs, but `.env`, data, archive and logs of its own. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'feiqiu-readme-'));
  for (const file of ['package.json', '.env.example', 'run_etl.sh']) {
    cpSync(path.join(ROOT, file), path.join(folder, file));
  }
  for (const dir of ['bin', 'scripts', 'node_modules']) {
    symlinkSync(path.join(ROOT, dir), path.join(folder, dir), 'junction');
  }
  const hall = scenarioHall();
  const clock = new MovableClock('2026-01-04 09:10:00');
  simulator = await startSimulator({ source: hall, clock, frozen: true, startAt: MORNING });
  const { PATH, HOME } = process.env;
  environment = {
    PATH,
    HOME,
    NO_COLOR: '1',
    API_BASE: simulator.url,
    API_TOKEN: simulator.tokenFor(hall.siteIdAt(0)),
    STORE_ID: hall.siteIdAt(0),
    HISTORY_FROM: OPENING,
    ETL_NOW: clock.now().toISOString(),
  };
});

afterAll(async () => {
  await sh('npm run etl -- db stop', { stopAt: null });
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** Runs one line as a user would; with `stopAt`, stops it once it has said that. */
function sh(line: string, { stopAt }: { readonly stopAt: string | null }): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', line], {
      cwd: folder,
      env: environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let stopped = false;
    const hear = (text: string): void => {
      said += text;
      if (stopAt === null || stopped || !said.includes(stopAt)) return;
      stopped = true;
      process.kill(-(child.pid as number), 'SIGINT');
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, said }));
  });
}

describe('the commands of the README', () => {
  test('are the same in both languages', () => {
    expect(commandsOf(readPage('README.zh-CN.md'))).toEqual(commands);
  });

  test('name every command that is not executed here', () => {
    const excepted = [...NOT_EXECUTED, ...Object.keys(UNTIL_STOPPED)];
    expect(excepted.filter((command) => !commands.includes(command))).toEqual([]);
  });

  test('all do what they say, in the order of the page', { timeout: 300_000 }, async () => {
    const failed: string[] = [];
    for (const command of commands.filter((one) => !NOT_EXECUTED.includes(one))) {
      const stopAt = UNTIL_STOPPED[command] ?? null;
      const { code, said } = await sh(withFreePort(command), { stopAt });
      const well = stopAt === null ? code === 0 : said.includes(stopAt);
      if (!well) failed.push(`${command} ended with ${code}:\n${said}`);
    }
    expect(failed).toEqual([]);
  });
});
