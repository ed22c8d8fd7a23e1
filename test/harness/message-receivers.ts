import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';

/** One message that came in over HTTP. */
export interface Received {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

/** How a bot answers: status, body and how long it takes. */
export interface BotAnswer {
  readonly status?: number;
  readonly body?: unknown;
  readonly delayMs?: number;
}

/** A bot or webhook on this machine. */
export class BotServer implements AsyncDisposable {
  readonly received: Received[] = [];
  readonly origin: string;
  /** What it answers; a test may change it at any time. */
  answer: (nth: number) => BotAnswer = () => ({ body: { errcode: 0, errmsg: 'ok', code: 0, msg: 'success' } });
  readonly #close: () => Promise<void>;

  private constructor(origin: string, close: () => Promise<void>) {
    this.origin = origin;
    this.#close = close;
  }

  static async open(): Promise<BotServer> {
    const server = createServer((request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      request.on('end', () => {
        const body = JSON.parse(text) as Record<string, unknown>;
        bot.received.push({ url: new URL(request.url ?? '/', bot.origin), headers: request.headers, body });
        const { status = 200, body: answer = '', delayMs = 0 } = bot.answer(bot.received.length);
        setTimeout(() => {
          response.writeHead(status, { 'content-type': 'application/json' });
          response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
        }, delayMs);
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const bot = new BotServer(`http://127.0.0.1:${port}`, () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    });
    return bot;
  }

  /** The texts that came in, whatever kind of bot it stands for. */
  get texts(): string[] {
    return this.received.map(({ body }) => textOf(body));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

interface AnyBody {
  readonly text?: string | { readonly content: string };
  readonly markdown?: { readonly content: string };
  readonly content?: { readonly text: string };
}

function textOf(body: Record<string, unknown>): string {
  const { text, markdown, content } = body as AnyBody;
  if (typeof text === 'string') return text;
  return text?.content ?? markdown?.content ?? content?.text ?? '';
}

/** One mail that came in. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
  /** User and password, as AUTH PLAIN sent them. */
  readonly login: string | null;
}

/** The least of SMTP that a client needs. */
export class MailServer implements AsyncDisposable {
  readonly mails: ReceivedMail[] = [];
  readonly port: number;
  /** Addresses it refuses, and whether it refuses logins. */
  refused: readonly string[] = [];
  refusesLogin = false;
  readonly #close: () => Promise<void>;

  private constructor(port: number, close: () => Promise<void>) {
    this.port = port;
    this.#close = close;
  }

  static async open(): Promise<MailServer> {
    const sockets = new Set<Socket>();
    const server = createSocketServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      converse(socket, mail);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const mail = new MailServer((server.address() as AddressInfo).port, () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    });
    return mail;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

function converse(socket: Socket, server: MailServer): void {
  const say = (line: string): void => void socket.write(`${line}\r\n`);
  let from = '';
  let to: string[] = [];
  let login: string | null = null;
  let buffer = '';
  let inData = false;
  say('220 test ESMTP');
  const answers: Readonly<Record<string, (line: string) => void>> = {
    EHLO: () => say('250-test\r\n250 AUTH PLAIN'),
    AUTH: (line) => {
      const parts = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString('utf8')
        .split('\0');
      login = parts.slice(1).join(' ');
      say(server.refusesLogin ? `535 wrong credentials: ${login}` : '235 ok');
    },
    MAIL: (line) => {
      from = /<(.*?)>/.exec(line)?.[1] ?? '';
      say('250 ok');
    },
    RCPT: (line) => {
      const address = /<(.*?)>/.exec(line)?.[1] ?? '';
      if (server.refused.includes(address)) return say('550 no such user');
      to.push(address);
      say('250 ok');
    },
    DATA: () => {
      inData = true;
      say('354 go on');
    },
    QUIT: () => {
      say('221 bye');
      socket.end();
    },
  };
  const onLine = (line: string): void => {
    const [verb = ''] = line.toUpperCase().split(' ');
    (answers[verb] ?? (() => say('250 ok')))(line);
  };
  socket.setEncoding('utf8').on('data', (piece: string) => {
    buffer += piece;
    for (;;) {
      const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const text = buffer.slice(0, end);
      buffer = buffer.slice(end + (inData ? 5 : 2));
      if (!inData) onLine(text);
      else {
        inData = false;
        server.mails.push({ from, to, data: text, login });
        to = [];
        say('250 taken');
      }
    }
  });
}
