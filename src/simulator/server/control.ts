import { EtlError } from '../../base/errors.ts';
import { isLocalDate, isLocalTime } from '../../base/local-time.ts';
import type { HallSource } from '../hall-source.ts';
import { jsonReply, type Reply } from './answer.ts';
import type { MisbehaviourRequest } from './misbehaviour/parse-misbehaviours.ts';
import { type SimulatedTime, toWallTime } from './simulated-time.ts';
import type { TrafficReport } from './traffic.ts';

/** What the control endpoints work on. */
export interface ControlDesk {
  readonly source: HallSource;
  readonly time: SimulatedTime;
  realNowMs(): number;
  stats(): TrafficReport;
  resetStats(): void;
  misbehaviours(): readonly MisbehaviourRequest[];
  setMisbehaviour(spec: string): void;
  tokenFor(siteId: string, options?: { readonly expiresInSeconds?: number; readonly allSites?: boolean }): string;
}

export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly search: URLSearchParams;
  readonly bodyText: string;
}

type Handler = (request: ControlRequest, desk: ControlDesk) => unknown;

const MAX_LISTED_STORES = 1000;

/** Path and method of every control endpoint; they answer on loopback only and need no token. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  'GET /__truth': truth,
  'GET /__clock': clock,
  'POST /__clock': moveClock,
  'GET /__stats': (_request, desk) => desk.stats(),
  'POST /__stats': resetStats,
  'GET /__misbehave': (_request, desk) => ({ active: desk.misbehaviours() }),
  'POST /__misbehave': misbehave,
  'GET /__token': token,
  'GET /__stores': stores,
};

/** True for paths that steer the simulator rather than belong to upstream. */
export function isControlPath(path: string): boolean {
  return path.startsWith('/__');
}

/** Answers a control request; what is wrong with it is said with status 400, 404 or 405. */
export function answerControl(request: ControlRequest, desk: ControlDesk): Reply {
  const handler = HANDLERS[`${request.method} ${request.path}`];
  if (handler === undefined) return refuseControl(request);
  try {
    return jsonReply(200, handler(request, desk));
  } catch (error) {
    if (error instanceof EtlError || error instanceof BadControlRequest)
      return jsonReply(400, { error: error.message });
    throw error;
  }
}

class BadControlRequest extends Error {}

function refuseControl({ method, path }: ControlRequest): Reply {
  const methods = ['GET', 'POST'].filter((candidate) => `${candidate} ${path}` in HANDLERS);
  if (methods.length > 0) {
    return jsonReply(405, { error: `${path} does not answer ${method}` }, { allow: methods.join(', ') });
  }
  return jsonReply(404, { error: `there is no ${path}; there are ${Object.keys(HANDLERS).join(', ')}` });
}

function truth({ search }: ControlRequest, { source, time }: ControlDesk): unknown {
  const siteId = knownSite(search, source);
  const date = search.get('date') ?? '';
  if (!isLocalDate(date)) throw new BadControlRequest(`date=${date} is not a date; write date=YYYY-MM-DD`);
  const asOf = search.get('asOf') ?? time.now();
  if (!isLocalTime(asOf)) throw new BadControlRequest(`asOf=${asOf} is not a time; write asOf=YYYY-MM-DD HH:MM:SS`);
  return source.truth(siteId, date, asOf);
}

function clock(_request: ControlRequest, desk: ControlDesk): unknown {
  return { now: desk.time.now(), realNow: toWallTime(desk.realNowMs()) };
}

function moveClock(request: ControlRequest, desk: ControlDesk): unknown {
  const { advanceSeconds, set } = jsonObject(request.bodyText);
  if (typeof set === 'string') desk.time.set(set);
  else if (typeof advanceSeconds === 'number') desk.time.advance(advanceSeconds);
  else throw new BadControlRequest('send {"advanceSeconds": 3600} or {"set": "2026-01-31 12:00:00"}');
  return clock(request, desk);
}

function resetStats(request: ControlRequest, desk: ControlDesk): unknown {
  if (jsonObject(request.bodyText)['reset'] !== true) throw new BadControlRequest('send {"reset": true}');
  desk.resetStats();
  return desk.stats();
}

function misbehave(request: ControlRequest, desk: ControlDesk): unknown {
  const { spec } = jsonObject(request.bodyText);
  if (typeof spec !== 'string') throw new BadControlRequest('send {"spec": "M-VANISH=0.1,M-CODE"}; "" ends all');
  desk.setMisbehaviour(spec);
  return { active: desk.misbehaviours() };
}

function token({ search }: ControlRequest, desk: ControlDesk): unknown {
  const expires = search.get('expiresInSeconds');
  if (expires !== null && !/^-?\d{1,9}$/.test(expires)) {
    throw new BadControlRequest(`expiresInSeconds=${expires} is not a number of seconds`);
  }
  return {
    token: desk.tokenFor(knownSite(search, desk.source), {
      ...(expires === null ? {} : { expiresInSeconds: Number(expires) }),
      allSites: search.get('allSites') === 'true',
    }),
  };
}

function stores({ search }: ControlRequest, { source }: ControlDesk): unknown {
  const offset = wholeNumber(search, 'offset', 0);
  const limit = Math.min(wholeNumber(search, 'limit', 100), MAX_LISTED_STORES);
  const length = Math.max(0, Math.min(limit, source.storeCount - offset));
  return {
    count: source.storeCount,
    openingDate: source.openingDate,
    stores: Array.from({ length }, (_value, index) => source.siteIdAt(offset + index)),
  };
}

function knownSite(search: URLSearchParams, source: HallSource): string {
  const siteId = search.get('site') ?? source.siteIdAt(0);
  if (source.indexOf(siteId) < 0) throw new BadControlRequest(`there is no store ${siteId}; GET /__stores lists them`);
  return siteId;
}

function wholeNumber(search: URLSearchParams, name: string, absent: number): number {
  const text = search.get(name);
  if (text === null) return absent;
  if (!/^\d{1,9}$/.test(text)) throw new BadControlRequest(`${name}=${text} is not a whole number`);
  return Number(text);
}

function jsonObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new BadControlRequest('the body is not JSON');
  }
  if (typeof value !== 'object' || value === null) throw new BadControlRequest('the body is not a JSON object');
  return value as Readonly<Record<string, unknown>>;
}
