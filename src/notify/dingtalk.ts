import { createHmac } from 'node:crypto';
import type { Clock } from '../base/clock.ts';
import { judgeBot } from './bot-answer.ts';
import { type Channel, cutToFit, fitsBytes, renderPlain } from './message.ts';
import { postJson } from './post-json.ts';

const MOST_BYTES = 20_000;

/** -1: system busy; 130101: too many messages in a minute. */
const DIALECT = { codes: ['errcode'], words: 'errmsg', busy: new Set([-1, 130101]) } as const;

/** A bot of a DingTalk (钉钉) group; `secret` when it asks for signed messages. */
export function createDingtalk(url: string, secret: string | undefined, clock: Clock): Channel {
  const target = { channel: 'dingtalk', url, setting: 'ALERT_DINGTALK_URL', clock } as const;
  return {
    name: 'dingtalk',
    send: (message, signal) =>
      postJson(
        target,
        () => ({
          url: secret === undefined ? url : signUrl(url, secret, clock.now()),
          body: { msgtype: 'text', text: { content: cutToFit(renderPlain(message), fitsBytes(MOST_BYTES)) } },
        }),
        (answer) => judgeBot(target, DIALECT, answer),
        signal,
      ),
  };
}

/** DingTalk takes a signature for an hour from the moment it names, so each try is signed anew. */
function signUrl(text: string, secret: string, now: Date): string {
  const timestamp = String(now.getTime());
  const url = new URL(text);
  url.searchParams.set('timestamp', timestamp);
  url.searchParams.set('sign', createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64'));
  return url.href;
}
