import type { Clock } from '../../base/clock.ts';
import { ConfigError } from '../../base/errors.ts';
import { SIMULATED_ENDPOINTS } from '../contract/endpoints.ts';
import type { HallSource } from '../hall-source.ts';
import { type Answer, jsonReply, REFUSAL, refusalReply, tooManyRequests } from './answer.ts';
import { answerControl, type ControlDesk, isControlPath } from './control.ts';
import { DataService } from './data-service.ts';
import type { HttpRequest } from './http-server.ts';
import { Behaviour } from './misbehaviour/behaviour.ts';
import { parseMisbehaviours } from './misbehaviour/parse-misbehaviours.ts';
import { RequestLimit } from './request-limit.ts';
import { SimulatedTime } from './simulated-time.ts';
import { TokenMint, type TokenState } from './token.ts';
import { Traffic } from './traffic.ts';

/** How the simulated upstream is set up; `startSimulator` says what each means. */
export interface UpstreamOptions {
  readonly source: HallSource;
  readonly clock: Clock;
  readonly startAt?: string | undefined;
  readonly frozen?: boolean | undefined;
  readonly misbehave?: string | undefined;
  readonly seed?: number | undefined;
  readonly latencyMs?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
  readonly tokenTtlSeconds?: number | undefined;
  readonly expiryForm?: 'http401' | 'bodyCode' | undefined;
  readonly log?: ((line: string) => void) | undefined;
}

const DEFAULT_TOKEN_TTL_SECONDS = 30 * 24 * 3600;
const ENDPOINTS_BY_PATH = new Map(SIMULATED_ENDPOINTS.map((endpoint) => [endpoint.path, endpoint]));

/** The upstream API without its sockets: who may ask, how long it takes, and who answers. */
export class Upstream implements ControlDesk {
  readonly source: HallSource;
  readonly time: SimulatedTime;
  readonly #options: UpstreamOptions;
  readonly #traffic: Traffic;
  readonly #limit: RequestLimit;
  readonly #mint: TokenMint;
  #behaviour: Behaviour;
  #data: DataService;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.source = options.source;
    this.time = new SimulatedTime(options.clock, options);
    this.#traffic = new Traffic(options.clock);
    this.#limit = new RequestLimit(options.clock, options.requestsPerSecond);
    // Derived from the seed, so that a token written into a settings file outlives a restart of the simulator.
    this.#mint = new TokenMint(`feiqiu simulator ${options.seed ?? 1}`);
    this.#behaviour = this.#behaviourOf(options.misbehave ?? '');
    this.#data = new DataService(this.source, this.#behaviour);
  }

  async handle(request: HttpRequest): Promise<Answer> {
    if (isControlPath(request.path)) {
      if (!request.local) return jsonReply(403, { error: 'control endpoints answer on this machine only' });
      return answerControl(request, this);
    }
    const endpoint = ENDPOINTS_BY_PATH.get(request.path);
    if (endpoint === undefined) return jsonReply(404, { code: 404, msg: `接口不存在：${request.path}`, data: null });
    if (request.method !== 'POST') {
      return jsonReply(405, { code: 405, msg: '只支持 POST', data: null }, { allow: 'POST' });
    }
    const token = this.#mint.check(request.authorization, Math.floor(this.realNowMs() / 1000));
    request.onEnd(this.#traffic.begin(endpoint.table, token.kind === 'unknown' ? 'unknown' : token.claims.jti));
    const identity = `${request.path} ${request.bodyText}`;
    this.#traffic.checkPatience(identity);
    const latencyMs = this.#options.latencyMs ?? 0;
    if (latencyMs > 0) await this.#options.clock.sleep(latencyMs, request.signal);
    const answer = this.#answerData(request, token);
    this.#record(request, identity, answer);
    if (answer.kind === 'hang') await this.#options.clock.sleep(answer.seconds * 1000, request.signal);
    return answer;
  }

  tokenFor(siteId: string, options: { readonly expiresInSeconds?: number; readonly allSites?: boolean } = {}): string {
    if (this.source.indexOf(siteId) < 0) {
      throw new ConfigError(
        'UNKNOWN_STORE',
        `the simulator has no store ${JSON.stringify(siteId)} to issue a token for`,
      );
    }
    const ttlSeconds = options.expiresInSeconds ?? this.#options.tokenTtlSeconds ?? DEFAULT_TOKEN_TTL_SECONDS;
    return this.#mint.issue({
      siteId,
      tenantId: this.#tenantOf(siteId),
      allSites: options.allSites ?? false,
      exp: Math.floor(this.realNowMs() / 1000) + ttlSeconds,
    });
  }

  setMisbehaviour(spec: string): void {
    this.#behaviour = this.#behaviourOf(spec);
    this.#data = new DataService(this.source, this.#behaviour);
  }

  misbehaviours(): Behaviour['requests'] {
    return this.#behaviour.requests;
  }

  stats(): ReturnType<Traffic['report']> {
    return this.#traffic.report();
  }

  resetStats(): void {
    this.#traffic.reset();
  }

  realNowMs(): number {
    return this.#options.clock.now().getTime();
  }

  #answerData(request: HttpRequest, token: TokenState): Answer {
    const endpoint = ENDPOINTS_BY_PATH.get(request.path);
    if (endpoint === undefined || token.kind !== 'valid') {
      const inBody = token.kind === 'expired' && this.#options.expiryForm === 'bodyCode';
      return refusalReply(REFUSAL.loginExpired(), inBody ? 200 : 401);
    }
    const waitSeconds = this.#limit.secondsToWait(token.claims.jti);
    if (waitSeconds > 0) return tooManyRequests(waitSeconds);
    return this.#data.answer({
      endpoint,
      claims: token.claims,
      bodyText: request.bodyText,
      asOf: this.time.now(),
      timeMoves: this.time.moves,
    });
  }

  #record(request: HttpRequest, identity: string, answer: Answer): void {
    const outcome = answer.kind === 'reply' ? String(answer.status) : answer.kind;
    this.#traffic.answered(outcome, answer.kind === 'reply' ? Buffer.byteLength(answer.body) : 0);
    if (answer.kind === 'reply' && answer.retryAfterSeconds !== undefined) {
      this.#traffic.asksToWait(identity, answer.retryAfterSeconds);
    }
    this.#options.log?.(`${request.path} ${request.bodyText} → ${outcome}`);
  }

  #behaviourOf(spec: string): Behaviour {
    const { source, clock, seed } = this.#options;
    return new Behaviour(parseMisbehaviours(spec), { source, clock, seed: seed ?? 1 });
  }

  /** The brand, as the store's own rows give it: the seam does not name it. */
  #tenantOf(siteId: string): string {
    const [table] = this.source.rows({ table: 'site_tables_master', siteId, asOf: this.time.now() }, 0, 1);
    const tenantId = table?.['tenant_id'];
    return typeof tenantId === 'bigint' ? tenantId.toString() : '0';
  }
}
