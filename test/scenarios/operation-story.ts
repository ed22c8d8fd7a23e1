import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { addDays, addToLocalTime, type LocalDate, type LocalTime } from '../../src/base/local-time.ts';
import { createPool, type Pool } from '../../src/database/connection.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { type Simulator, startSimulator } from '../../src/simulator/start-simulator.ts';
import { differencesFromTruth } from '../harness/day-truth.ts';
import { runEtl, startEtl } from '../harness/etl-process.ts';
import { BotServer } from '../harness/message-receivers.ts';
import { MovableClock, OPENING } from '../harness/scenario.ts';

/** Some days of operation and what goes wrong in them. Steps are two hours of the hall. */
export interface Operation {
  /** Days of operation. */
  readonly days: number;
  /** Business days, from the opening on, whose figures must be final in the end. */
  readonly trueDays: number;
  /** By how much some rows come late. What is more than the overlap of two hours waits for the ring of the next night. */
  readonly lateHours: number;
  readonly seed: number;
  readonly visits: number;
  /** Share of requests that fail. */
  readonly faults: number;
  /** Steps in whose middle the process is killed. */
  readonly kills: readonly number[];
  /** Step in whose middle the database goes down at once, as when the power fails. */
  readonly databaseFalls: number;
  /** From this step on upstream refuses the token, until somebody renews it two steps later. */
  readonly tokenExpires: number;
  /** Date from which records carry a field that nobody knows. */
  readonly newFieldFrom: string;
}

/** What the channel was told. */
interface Alert {
  readonly title: string;
  readonly severity: string;
  readonly lines: readonly string[];
}

/** How it went, for people. */
export interface OperationReport {
  readonly steps: number;
  readonly runs: Readonly<Record<string, number>>;
  readonly retries: number;
  readonly alerts: readonly string[];
}

/**
 * A store is looked after by `schedule --once`, a process of its own every two hours of the hall, as cron or the Windows
 * Task Scheduler would. One request in twenty fails, rows come late, records of former days are edited, processes and the
 * database die. In the end every figure of every closed day is the hall's, nothing is left open, and nobody had to do
 * anything but renew the token.
 */
export async function expectOperation(operation: Operation): Promise<OperationReport> {
  await using store = await WatchedStore.open(operation);
  const steps = operation.days * 12 + 1;
  for (let step = 0; step < steps; step += 1) await store.step(step);
  const days = Array.from({ length: operation.trueDays }, (_, i) => addDays(OPENING as LocalDate, i));
  expect(await store.untrueFigures(days)).toEqual([]);
  expect(await store.leftOpen(days)).toEqual({ runs: [], starts: [], days: [], gaps: [] });
  expect(await store.newFields()).not.toEqual([]);
  // Told once when the token is refused, and once when it works again.
  expect(store.alertTexts().filter((text) => /token/i.test(text))).toHaveLength(2);
  return await store.report(steps);
}

class WatchedStore implements AsyncDisposable {
  readonly #operation: Operation;
  readonly #hall: HallSource;
  readonly #clock: MovableClock;
  readonly #simulator: Simulator;
  readonly #folder: string;
  readonly #siteId: string;
  readonly #channel: BotServer;
  #now = '';
  #token: string;

  private constructor(
    operation: Operation,
    parts: {
      clock: MovableClock;
      hall: HallSource;
      simulator: Simulator;
      folder: string;
      channel: BotServer;
    },
  ) {
    this.#operation = operation;
    this.#hall = parts.hall;
    this.#clock = parts.clock;
    this.#simulator = parts.simulator;
    this.#folder = parts.folder;
    this.#channel = parts.channel;
    this.#siteId = parts.hall.siteIdAt(0);
    this.#token = parts.simulator.tokenFor(this.#siteId);
  }

  static async open(operation: Operation): Promise<WatchedStore> {
    const { seed, visits, faults, newFieldFrom, lateHours } = operation;
    const hall = createHalls({ seed, storeCount: 1, openingDate: OPENING, visitsPerDay: visits });
    const misbehave = [
      `M-429-5XX=${faults}`,
      `M-LATE-ARRIVAL=share:0.03;hours:${lateHours}`,
      `M-NEW-FIELD=path:loyaltyTier;from:${newFieldFrom};value:gold`,
    ].join(',');
    // One clock for both sides: tokens expire by it, and "not before" is a moment of it.
    const clock = new MovableClock(`${OPENING} 08:00:00`);
    const simulator = await startSimulator({
      source: hall,
      clock,
      frozen: true,
      startAt: `${OPENING} 08:00:00`,
      seed,
      misbehave,
    });
    const folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-operation-'));
    return new WatchedStore(operation, { hall, clock, simulator, folder, channel: await BotServer.open() });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await runEtl(['db', 'stop'], this.#environment());
    await this.#simulator.close();
    await this.#channel[Symbol.asyncDispose]();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #environment(): Record<string, string> {
    return {
      API_BASE: this.#simulator.url,
      API_TOKEN: this.#token,
      STORE_ID: this.#siteId,
      HISTORY_FROM: OPENING,
      DATA_ROOT: path.join(this.#folder, 'data'),
      EXPORT_ROOT: path.join(this.#folder, 'export'),
      LOG_ROOT: path.join(this.#folder, 'logs'),
      ALERT_WEBHOOK_URL: `${this.#channel.origin}/hook`,
      ALERT_LANG: 'en',
      ALERT_REMIND_HOURS: '0',
      ...(this.#now === '' ? {} : { ETL_NOW: `${this.#now.replace(' ', 'T')}+08:00` }),
    };
  }

  /** Five past an even hour in the hall; the machine of the store is ten minutes ahead. */
  async step(step: number): Promise<void> {
    const { kills, databaseFalls, tokenExpires } = this.#operation;
    const hallTime = addToLocalTime(`${OPENING} 10:05:00` as LocalTime, { hours: step * 2 });
    this.#simulator.setTime(hallTime);
    this.#setClock(addToLocalTime(hallTime, { seconds: 600 }));
    if (step === tokenExpires) this.#token = this.#simulator.tokenFor(this.#siteId, { expiresInSeconds: -60 });
    if (step === tokenExpires + 2) this.#token = this.#simulator.tokenFor(this.#siteId);
    if (kills.includes(step)) return this.#killInTheMiddle(step);
    if (step === databaseFalls) return this.#fellDatabase();
    await this.#schedule();
  }

  async #schedule(): Promise<void> {
    const { code, stderr } = await runEtl(['schedule', '--once', '--quiet'], this.#environment());
    if (code !== 0) throw new Error(`schedule at ${this.#now} ended with ${code}: ${stderr}`);
  }

  /** Killed while it works, and started again ten minutes later, as the scheduler of the system would. */
  async #killInTheMiddle(step: number): Promise<void> {
    const process = startEtl(['schedule', '--once'], this.#environment());
    await process.says('starting');
    await systemClock.sleep(200 + 137 * (step % 5));
    process.child.kill('SIGKILL');
    await process.ended;
    await this.#tenMinutesLater();
  }

  async #fellDatabase(): Promise<void> {
    const process = startEtl(['schedule', '--once'], this.#environment());
    await process.says('starting');
    await systemClock.sleep(400);
    const [pid = ''] = (await readFile(path.join(this.#folder, 'data', 'postgres', 'postmaster.pid'), 'utf8')).split(
      '\n',
    );
    globalThis.process.kill(Number(pid), 'SIGQUIT');
    const { code } = await process.ended;
    if (code === 0) throw new Error('the database was down, and nobody noticed');
    await this.#tenMinutesLater();
  }

  #setClock(time: LocalTime): void {
    this.#now = time;
    this.#clock.set(time);
  }

  /** The lease of the dead lasts 15 seconds of real time. */
  async #tenMinutesLater(): Promise<void> {
    await systemClock.sleep(16_000);
    this.#setClock(addToLocalTime(this.#now as LocalTime, { seconds: 600 }));
    await this.#schedule();
  }

  /** Starts the database, which the processes have stopped behind them, and looks into it. */
  async #look<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
    const started = await runEtl(['db', 'start'], this.#environment());
    const { stdout, stderr } = await runEtl(['db', 'url'], this.#environment());
    if (stdout.trim() === '') throw new Error(`no database: ${started.stderr} ${stderr}`);
    const pool = createPool({ url: stdout.trim(), max: 2, applicationName: 'operation test' });
    try {
      return await work(pool);
    } finally {
      await pool.end();
    }
  }

  #query<Row extends object>(sql: string): Promise<Row[]> {
    return this.#look(async (pool) => (await pool.query<Row>(sql)).rows);
  }

  /** Figures of these days that are not the hall's. */
  untrueFigures(days: readonly LocalDate[]): Promise<string[]> {
    const asOf = this.#simulator.now();
    return this.#look((pool) => differencesFromTruth({ pool, hall: this.#hall }, this.#siteId, { days, asOf }));
  }

  /** Whatever somebody would have to look after. Rows of later days may still be on their way. */
  async leftOpen(days: readonly LocalDate[]): Promise<unknown> {
    const { stdout } = await runEtl(['status', '--gaps', '--json', '--quiet'], this.#environment());
    return {
      runs: await this.#query(`select command from etl_admin.etl_run where status = 'RUNNING'`),
      starts: await this.#query(`select name, outcome, retry_at from etl_admin.etl_schedule_state
where started_at is not null and (ended_at is null or retry_at is not null)`),
      days: await this.#query(
        `select business_date, status from billiards_dws.dws_day_status
where status <> 'PUBLISHED' and business_date <= '${days.at(-1)}'`,
      ),
      gaps: (JSON.parse(stdout) as { readonly gaps: unknown }).gaps,
    };
  }

  /** Names of fields that upstream has begun to send. */
  async newFields(): Promise<string[]> {
    const sql = `select distinct path from etl_admin.etl_drift where path ilike '%loyaltyTier%'`;
    return (await this.#query<{ path: string }>(sql)).map(({ path: field }) => field);
  }

  get #alerts(): readonly Alert[] {
    return this.#channel.received.map(({ body }) => body as unknown as Alert);
  }

  /** What the channel was told, a text a message; never the token. */
  alertTexts(): string[] {
    const texts = this.#alerts.map(({ title, lines }) => [title, ...lines].join('\n'));
    if (texts.some((text) => text.includes(this.#token))) throw new Error('an alert shows the token');
    return texts;
  }

  async report(steps: number): Promise<OperationReport> {
    const runs = await this.#query<{ status: string; runs: number }>(
      `select status, count(*)::int as runs from etl_admin.etl_run group by status order by status`,
    );
    const [sum] = await this.#query<{ retries: number }>(
      'select sum(retries)::int as retries from etl_admin.etl_task_run',
    );
    return {
      steps,
      runs: Object.fromEntries(runs.map(({ status, runs: count }) => [status, count])),
      retries: sum?.retries ?? 0,
      alerts: this.#alerts.map(({ severity, title }) => `${severity}: ${title}`),
    };
  }
}
