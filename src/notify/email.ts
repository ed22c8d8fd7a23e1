import type { Clock } from '../base/clock.ts';
import { ConfigError, messageOf, TransientError } from '../base/errors.ts';
import { type Channel, type Message, renderPlain } from './message.ts';
import { withRetries } from './retry.ts';

export interface EmailOptions {
  readonly clock: Clock;
  readonly smtpUrl: string;
  readonly from: string;
  readonly to: readonly string[];
  /** Told when the server took the message for some of the addresses only. */
  readonly warn: (line: string) => void;
}

const PATIENCE_MS = 15_000;

/** Mail to one or more addresses, as text and, where the message has it, HTML. */
export function createEmail(options: EmailOptions): Channel {
  return {
    name: 'email',
    send: (message, signal) => {
      const attempt = async (): Promise<void> => {
        signal?.throwIfAborted();
        const { rejected } = await deliver(options, message);
        if (rejected.length > 0) options.warn(`the mail server refused ${rejected.join(', ')}; correct ALERT_EMAIL_TO`);
      };
      return withRetries(options.clock, attempt, signal);
    },
  };
}

async function deliver(
  { smtpUrl, from, to }: EmailOptions,
  message: Message,
): Promise<{ readonly rejected: readonly string[] }> {
  // Loaded here: only who sends mail pays for it.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const { title: subject, html } = message;
  try {
    const { rejected } = await transport.sendMail({
      from,
      to: [...to],
      subject,
      text: renderPlain(message),
      ...(html === undefined ? {} : { html }),
    });
    return { rejected };
  } catch (error) {
    throw toMailError(error, smtpUrl);
  } finally {
    transport.close();
  }
}

/** Codes of nodemailer that say that the server was not reached, or not to the end. */
const TRANSIENT_CODES: ReadonlySet<unknown> = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EDNS', 'ECONNREFUSED']);

/** Without the cause, which may carry what was sent. A server says "not now" with a code below 500. */
function toMailError(error: unknown, smtpUrl: string): Error {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: number };
  const { host, username, password } = new URL(smtpUrl);
  const secrets = [password, decodeURIComponent(password)].filter((secret) => secret !== '');
  const said = secrets.reduce((text, secret) => text.replaceAll(secret, '…'), messageOf(error));
  if (code === 'EAUTH') {
    const user = decodeURIComponent(username);
    return new ConfigError(
      'CHANNEL_REFUSED',
      `the mail server ${host} refused the login of ${user}: ${said}; correct SMTP_URL`,
    );
  }
  if (TRANSIENT_CODES.has(code) || (responseCode !== undefined && responseCode < 500)) {
    return new TransientError(
      'CHANNEL_UNREACHABLE',
      `no mail through ${host}: ${said}; check SMTP_URL and the network`,
    );
  }
  return new ConfigError(
    'CHANNEL_REFUSED',
    `the mail server ${host} refused the message: ${said}; correct ALERT_EMAIL_TO, ALERT_EMAIL_FROM or SMTP_URL`,
  );
}
