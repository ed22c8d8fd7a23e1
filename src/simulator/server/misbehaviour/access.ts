import { type Answer, jsonReply, REFUSAL, type Reply, refusalReply, tooManyRequests } from '../answer.ts';
import { chance } from '../chance.ts';
import type { AccessRequest, Effects, SwitchContext, SwitchDefinition } from './effects.ts';
import type { OptionReader } from './option-reader.ts';

const FAULTS = ['429', '429date', '500', '502', '503', 'reset', 'hang', 'html'] as const;
type Fault = (typeof FAULTS)[number];
const EXPIRY_FORMS = ['http401', 'bodyCode'] as const;
/** How many requests' attempts are remembered before the oldest are forgotten. */
const REMEMBERED_REQUESTS = 10_000;

const tokenExpiry: SwitchDefinition = {
  name: 'M-TOKEN-EXPIRY',
  meaning: 'a token stops working after some requests, in the middle of a walk',
  value: 'requests',
  options: { requests: 'how many requests a token is good for (20)', form: 'http401 (default) or bodyCode' },
  create(options) {
    const allowed = options.count('requests', 20);
    const status = options.oneOf('form', EXPIRY_FORMS, 'http401') === 'http401' ? 401 : 200;
    const used = new Map<string, number>();
    return {
      refuse({ tokenId }) {
        const count = (used.get(tokenId) ?? 0) + 1;
        used.set(tokenId, count);
        return count > allowed ? refusalReply(REFUSAL.loginExpired(), status) : undefined;
      },
    };
  },
};

const faults: SwitchDefinition = {
  name: 'M-429-5XX',
  meaning: 'some requests end in 429 with Retry-After, 5xx, a hang, a reset connection or an HTML page on 200',
  value: 'rate',
  options: {
    rate: 'share of requests that fail (0.05)',
    kinds: `some of ${FAULTS.join('+')} (all)`,
    sequence: 'kinds for the first requests in order, `ok` for none (replaces rate)',
    retryAfter: 'seconds told with a 429 (1)',
    hangSeconds: 'seconds after which a hanging connection is dropped (5)',
  },
  create: createFaults,
};

function createFaults(options: OptionReader, context: SwitchContext): Effects {
  const rate = options.share('rate', 0.05);
  const kinds = options.someOf('kinds', FAULTS, FAULTS);
  const sequence = options.someOf('sequence', [...FAULTS, 'ok'], []);
  const settings: FaultSettings = {
    retryAfter: options.number('retryAfter', 1),
    hangSeconds: options.number('hangSeconds', 5),
    context,
  };
  const attempts = new Map<string, number>();
  let served = 0;
  return {
    refuse(request) {
      served += 1;
      if (sequence.length > 0) return faultAnswer(sequence[served - 1] ?? 'ok', settings);
      const identity = `${request.endpoint.table} ${request.bodyText}`;
      const attempt = countAttempt(attempts, identity);
      if (chance(context.seed, 'fault', identity, attempt) >= rate) return undefined;
      const pick = Math.floor(chance(context.seed, 'kind', identity, attempt) * kinds.length);
      return faultAnswer(kinds[pick] ?? 'ok', settings);
    },
  };
}

interface FaultSettings {
  readonly retryAfter: number;
  readonly hangSeconds: number;
  readonly context: SwitchContext;
}

function faultAnswer(kind: Fault | 'ok', settings: FaultSettings): Answer | undefined {
  switch (kind) {
    case 'ok':
      return undefined;
    case '429':
      return tooManyRequests(settings.retryAfter);
    case '429date':
      return tooManyRequests(settings.retryAfter, { dateFromMs: settings.context.clock.now().getTime() });
    case 'reset':
      return { kind: 'reset' };
    case 'hang':
      return { kind: 'hang', seconds: settings.hangSeconds };
    case 'html':
      return htmlPage();
    default:
      return jsonReply(Number(kind), { code: Number(kind), msg: '服务器内部错误', data: null });
  }
}

function htmlPage(): Reply {
  const body = '<!DOCTYPE html><html><head><title>系统维护中</title></head><body>系统维护中，请稍后再试</body></html>';
  return { kind: 'reply', status: 200, contentType: 'text/html; charset=utf-8', headers: {}, body };
}

/** Which try of this very request it is, from 1, so that a repeated request has a new chance. */
function countAttempt(attempts: Map<string, number>, identity: string): number {
  const attempt = (attempts.get(identity) ?? 0) + 1;
  attempts.delete(identity);
  attempts.set(identity, attempt);
  const oldest = attempts.keys().next().value;
  if (attempts.size > REMEMBERED_REQUESTS && oldest !== undefined) attempts.delete(oldest);
  return attempt;
}

const ticket1400: SwitchDefinition = {
  name: 'M-TICKET-1400',
  meaning: 'the ticket endpoint answers code 1400 on HTTP 200 for every id',
  value: 'from',
  options: { from: 'date from which it does (always)' },
  touches: (endpoint) => endpoint.mode === 'per-id',
  create(options) {
    const from = options.date('from') ?? '';
    return {
      refuse: (request: AccessRequest) =>
        request.asOf >= from ? refusalReply(REFUSAL.ticketUnavailable()) : undefined,
    };
  },
};

const down: SwitchDefinition = {
  name: 'down',
  meaning: 'an endpoint is down for good',
  value: 'table',
  options: { status: 'HTTP status it answers (503)' },
  create(options) {
    options.requiredTables('table');
    const status = options.count('status', 503);
    return { refuse: () => jsonReply(status, { code: status, msg: '服务不可用', data: null }) };
  },
};

/** Switches that decide whether a request is answered at all. */
export const ACCESS_SWITCHES: readonly SwitchDefinition[] = [down, tokenExpiry, faults, ticket1400];
