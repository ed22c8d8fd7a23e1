import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Clock } from '../../../base/clock.ts';
import { RequestRefused } from '../../../base/errors.ts';
import type { Lane } from '../../../database/lease.ts';
import type { JobOutcome } from '../../api/pipeline.ts';

/** What somebody wants to be done. */
export interface JobRequest {
  /** Arguments of the program; every one was checked, and none is a secret. */
  readonly args: readonly string[];
  readonly user: string;
  /** Stores it works on; null: all that are on. */
  readonly siteIds: readonly string[] | null;
  /** Two jobs of one lane cannot work on the same store at the same time. */
  readonly lane: Lane;
}

/** A process of this program that was started from a page. */
export interface Job extends JobRequest {
  readonly id: string;
  /** Null when it could not even be started. */
  readonly processId: number | null;
  readonly startedAt: Date;
  /** Null: still at work. */
  readonly endedAt: Date | null;
  readonly outcome: JobOutcome;
  readonly isStopping: boolean;
  /** The last lines it said. */
  readonly said: readonly string[];
}

/** The processes that were started from the pages. They are known as long as the server lives; their runs for ever. */
export interface Jobs {
  /** Throws RequestRefused that names who is at work when a job of the same stores has not ended. */
  assertNoRival(request: JobRequest): void;
  /** Starts one. Throws RequestRefused as assertNoRival does. */
  start(request: JobRequest): Job;
  /** The newest first. */
  list(): readonly Job[];
  /** Asks one to stop after its present step; asked once more it ends at once. RequestRefused when it has ended. */
  stop(id: string): Job;
  /** Asks all to stop and waits for them a while; who takes longer ends by itself. */
  close(): Promise<void>;
}

export interface JobsOptions {
  /** File of the program. */
  readonly program: string;
  /** Read at every start, so that a changed setting counts at once. */
  readonly environment: () => Readonly<Record<string, string>>;
  readonly clock: Clock;
}

const LINES_KEPT = 200;
const ENDED_KEPT = 20;
const GRACE_MS = 10_000;

/** What exit codes mean, as `explain` tells them. */
const OUTCOMES: Readonly<Record<number, JobOutcome>> = {
  0: 'DONE',
  3: 'PARTIAL',
  4: 'CHECK_FAILED',
  75: 'LOCKED',
  130: 'CANCELLED',
};

export function outcomeOfExit(code: number | null): JobOutcome {
  // Without a code a signal ended it: ours, when it was told to stop twice.
  return code === null ? 'CANCELLED' : (OUTCOMES[code] ?? 'FAILED');
}

/** Keeps the jobs of one server. */
export function createJobs(options: JobsOptions): Jobs {
  const { clock } = options;
  const processes: JobProcess[] = [];
  const assertNoRival = (request: JobRequest): void => {
    const rival = processes.find((one) => one.isRivalOf(request));
    if (rival !== undefined) throw stillAtWork(rival.job);
  };
  return {
    assertNoRival,
    start(request) {
      assertNoRival(request);
      const started = new JobProcess(request, options);
      processes.unshift(started);
      const ended = processes.filter(({ job }) => job.endedAt !== null);
      for (const old of ended.slice(ENDED_KEPT)) processes.splice(processes.indexOf(old), 1);
      return started.job;
    },
    list: () => processes.map(({ job }) => job),
    stop(id) {
      const found = processes.find(({ job }) => job.id === id && job.endedAt === null);
      if (found !== undefined) return found.stop();
      throw new RequestRefused(409, 'JOB_ENDED', {
        zh: '它已经不在进行了，没有可停的',
        en: 'this is not at work any more: there is nothing to stop',
      });
    },
    async close() {
      const left = processes.filter(({ job }) => job.endedAt === null);
      if (left.length === 0) return;
      for (const one of left) one.stop();
      const patience = new AbortController();
      const late = clock.sleep(GRACE_MS, patience.signal).catch(() => undefined);
      await Promise.race([Promise.all(left.map(({ ended }) => ended)), late]);
      patience.abort();
      for (const one of left) one.forget();
    },
  };
}

function stillAtWork({ user, args, startedAt }: Job): RequestRefused {
  const command = args.join(' ');
  return new RequestRefused(409, 'JOB_RUNNING', {
    zh: `${user} 于 ${startedAt.toISOString()} 启动的 “${command}” 还在写这个门店：请等它结束，或停止它`,
    en: `${user} started "${command}" at ${startedAt.toISOString()}, and it is still at work on this store: wait for it, or stop it`,
  });
}

class JobProcess {
  #job: Job;
  readonly #child: ChildProcess;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;

  constructor(request: JobRequest, { program, environment, clock }: JobsOptions) {
    this.#child = spawn(process.execPath, [program, ...request.args], {
      env: { ...environment(), NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl+C at the terminal of the server is passed on by us, once, and not by the terminal as well.
      detached: true,
      windowsHide: true,
    });
    this.#job = {
      ...request,
      id: randomUUID(),
      processId: this.#child.pid ?? null,
      startedAt: clock.now(),
      endedAt: null,
      outcome: 'RUNNING',
      isStopping: false,
      said: [],
    };
    for (const stream of [this.#child.stderr, this.#child.stdout]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.#hear(line));
    }
    this.ended = new Promise((resolve) => {
      const end = (outcome: JobOutcome): void => {
        if (this.#job.endedAt === null) this.#job = { ...this.#job, outcome, endedAt: clock.now() };
        resolve();
      };
      this.#child.once('close', (code) => end(outcomeOfExit(code)));
      this.#child.once('error', (error) => {
        this.#hear(`could not be started: ${error.message}`);
        end('FAILED');
      });
    });
  }

  get job(): Job {
    return this.#job;
  }

  isRivalOf({ lane, siteIds }: JobRequest): boolean {
    const { job } = this;
    if (job.endedAt !== null || job.lane !== lane) return false;
    return siteIds === null || job.siteIds === null || job.siteIds.some((siteId) => siteIds.includes(siteId));
  }

  stop(): Job {
    this.#child.kill('SIGTERM');
    this.#job = { ...this.#job, isStopping: true };
    return this.#job;
  }

  /** Lets the server end although the process goes on. */
  forget(): void {
    this.#child.unref();
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  #hear(line: string): void {
    this.#job = { ...this.#job, said: [...this.#job.said, line].slice(-LINES_KEPT) };
  }
}
