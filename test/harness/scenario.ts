import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Clock, sleep } from '../../src/base/clock.ts';
import type { Reporter } from '../../src/base/reporter.ts';
import { silentReporter } from '../../src/base/reporter.ts';
import { ENDPOINTS } from '../../src/catalog/endpoints.ts';
import { connectionsFor } from '../../src/cli/workplace.ts';
import { type Config, loadConfig } from '../../src/config/load-config.ts';
import type { SettingName } from '../../src/config/settings.ts';
import { type OpenDatabase, openDatabase } from '../../src/database/open.ts';
import { TASKS } from '../../src/orchestration/registry.ts';
import { replayArchive } from '../../src/orchestration/replay.ts';
import { run } from '../../src/orchestration/run.ts';
import type { RunOptions } from '../../src/orchestration/run-options.ts';
import type { RunReport, TaskReport } from '../../src/orchestration/run-report.ts';
import { ensureStores, loadStores, registerStore } from '../../src/orchestration/stores.ts';
import type { Workplace } from '../../src/orchestration/workplace.ts';
import { createHalls } from '../../src/simulator/hall/halls.ts';
import type { HallSource } from '../../src/simulator/hall-source.ts';
import { wallTimeMs } from '../../src/simulator/server/simulated-time.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/start-simulator.ts';
import { createTestDatabase, type TestDatabase } from './database.ts';

/** First business day of the hall of all scenarios. */
export const OPENING = '2026-01-01';
/** A morning after three business days, when the hall is closed. */
export const MORNING = '2026-01-04 09:00:00';

/** The hall of all scenarios as `simulate` takes it. */
export const HALL_OPTIONS = { stores: '1', seed: '7', from: OPENING, visits: '12' } as const;

/** A small hall; one a file, because it remembers the days it has played. */
export function scenarioHall(): HallSource {
  return createHalls({ seed: 7, storeCount: 1, openingDate: OPENING, visitsPerDay: 12 });
}

/** A clock that runs at normal speed from a present that a test can move. */
export class MovableClock implements Clock {
  #startMs: number;
  #realMs = performance.now();
  /** How often somebody waited. */
  naps = 0;

  constructor(wallTime: string) {
    this.#startMs = wallTimeMs(wallTime);
  }

  now(): Date {
    return new Date(Math.round(this.#startMs + performance.now() - this.#realMs));
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.naps += 1;
    return sleep(ms, signal);
  }

  advance(ms: number): void {
    this.#startMs += ms;
  }

  set(wallTime: string): void {
    this.#startMs = wallTimeMs(wallTime);
    this.#realMs = performance.now();
  }
}

export interface SceneOptions {
  readonly hall: HallSource;
  readonly misbehave?: string;
  /** Settings on top of those that make the scene. */
  readonly settings?: Partial<Record<SettingName, string>>;
  readonly simulator?: Partial<SimulatorOptions>;
}

export interface SceneRun extends Partial<RunOptions> {
  /** Tasks by code; all unless given. */
  readonly only?: readonly string[];
  readonly settings?: Partial<Record<SettingName, string>>;
  readonly signal?: AbortSignal;
  /** Connections for the work; as many as the program takes unless given. */
  readonly connections?: number;
}

/** A simulated hall, an empty migrated database, a folder, and a clock that all of them share. */
export class Scene {
  readonly hall: HallSource;
  readonly siteId: string;
  readonly clock: MovableClock;
  readonly simulator: Simulator;
  readonly database: TestDatabase;
  readonly folder: string;
  readonly said: string[] = [];
  readonly #settings: Partial<Record<SettingName, string>>;

  private constructor(
    parts: Pick<Scene, 'hall' | 'clock' | 'simulator' | 'database' | 'folder'>,
    options: SceneOptions,
  ) {
    this.hall = parts.hall;
    this.clock = parts.clock;
    this.simulator = parts.simulator;
    this.database = parts.database;
    this.folder = parts.folder;
    this.siteId = parts.hall.siteIdAt(0);
    this.#settings = options.settings ?? {};
  }

  static async open(options: SceneOptions): Promise<Scene> {
    const clock = new MovableClock('2026-01-04 09:10:00');
    const { hall, misbehave = '' } = options;
    const simulator = await startSimulator({
      source: hall,
      clock,
      frozen: true,
      startAt: MORNING,
      misbehave,
      ...options.simulator,
    });
    const database = await createTestDatabase('scene');
    const folder = await mkdtemp(path.join(tmpdir(), 'feiqiu-scene-'));
    return new Scene({ hall, clock, simulator, database, folder }, options);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  get pool(): TestDatabase['pool'] {
    return this.database.pool;
  }

  get archive(): string {
    return path.join(this.folder, 'export', 'JSON');
  }

  /** Moves the hall's present and, ten minutes behind it, ours. */
  advanceTo(wallTime: string): void {
    this.simulator.setTime(wallTime);
    this.clock.set(
      new Date(wallTimeMs(wallTime) + 8 * 3_600_000 + 600_000).toISOString().slice(0, 19).replace('T', ' '),
    );
  }

  /** What a process of the program needs in its environment to work on this scene. */
  get environment(): Record<string, string> {
    return {
      PG_DSN: this.database.url,
      API_BASE: this.simulator.url,
      API_TOKEN: this.simulator.tokenFor(this.siteId),
      API_RETRIES: '2',
      STORE_ID: this.siteId,
      HISTORY_FROM: OPENING,
      DATA_ROOT: path.join(this.folder, 'data'),
      EXPORT_ROOT: path.join(this.folder, 'export'),
      LOG_ROOT: path.join(this.folder, 'logs'),
      ETL_NOW: this.clock.now().toISOString(),
      ...this.#settings,
    };
  }

  /** One run, as the command makes it. */
  run(options: SceneRun = {}): Promise<RunReport> {
    return this.inWorkplace(options, async (place, { only, settings: _settings, signal: _signal, ...asked }) => {
      const tasks = only === undefined ? TASKS : TASKS.filter((task) => only.includes(task.code));
      return run(place, { ...DEFAULTS, stores: await loadStores(place.database.pool, null), tasks, ...asked });
    });
  }

  /** A replay of a folder into this scene's database. */
  replay(
    dir: string,
    { storeIds, ...asked }: Partial<RunOptions> & { readonly storeIds?: readonly string[] } = {},
  ): Promise<RunReport> {
    return this.inWorkplace({}, async (place) => {
      if (storeIds !== undefined) await ensureStores(place.database.pool, storeIds, place.config, TASKS);
      const stores = await loadStores(place.database.pool, storeIds ?? null);
      return replayArchive(place, { ...DEFAULTS, dir, tasks: TASKS, stores, ...asked });
    });
  }

  /** Opens the product on this scene's database, and closes it after the work. */
  async inWorkplace<T>(options: SceneRun, work: (place: Workplace, options: SceneRun) => Promise<T>): Promise<T> {
    const config = this.#config(options);
    await using database = await this.#open(config, options.connections);
    await registerStore(database.pool, config, TASKS);
    const signal = options.signal ?? new AbortController().signal;
    return await work(
      {
        config,
        database,
        endpoints: ENDPOINTS,
        contractInForce: null,
        clock: this.clock,
        reporter: this.#reporter(),
        signal,
      },
      options,
    );
  }

  #config({ settings = {} }: SceneRun): Config {
    const { ETL_NOW: _now, ...flags } = { ...this.environment, ...settings };
    return loadConfig({ flags, env: {}, readFile: () => undefined });
  }

  #open(config: Config, connections?: number): Promise<OpenDatabase> {
    return openDatabase({
      pgDsn: this.database.url,
      dataRoot: config.values.DATA_ROOT,
      poolSize: connections ?? connectionsFor(1, config.values.TASK_CONCURRENCY),
      clock: this.clock,
      report: () => undefined,
    });
  }

  #reporter(): Reporter {
    const say = (line: string): void => void this.said.push(line);
    return { ...silentReporter, info: say, warn: say, error: say };
  }
}

const DEFAULTS = {
  tasksNamed: false,
  range: { from: null, to: null },
  dryRun: false,
  acceptDeletes: false,
  waitMs: 0,
  onTaskEnd: () => undefined,
} as const;

/** The report of one task of a run. */
export function taskOf(report: RunReport, code: string): TaskReport {
  const found = report.tasks.find((task) => task.code === code);
  if (found === undefined) throw new Error(`the run has no task ${code}`);
  return found;
}

/** `code status` of every task that did not simply succeed. */
export function notWell(report: RunReport): string[] {
  return report.tasks
    .filter((task) => task.status !== 'SUCCESS')
    .map(({ code, status, errorCode }) => `${code} ${status} ${errorCode}`);
}
