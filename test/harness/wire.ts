import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A line to a database server that can be cut: for whoever uses it the server is gone then, all of it and at once. */
export interface Wire extends AsyncDisposable {
  /** The database by way of this line. */
  readonly url: string;
  /** Ends all connections, and takes no others. */
  cut(): Promise<void>;
  mend(): Promise<void>;
}

export async function openWire(url: string): Promise<Wire> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  };
  const listen = async (at: number): Promise<Server> => {
    const server = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) keep(socket);
      near.pipe(far).pipe(near);
      near.once('close', () => far.destroy());
      far.once('close', () => near.destroy());
    }).listen(at, '127.0.0.1');
    await once(server, 'listening');
    return server;
  };
  let server = await listen(0);
  const { port: ownPort } = server.address() as AddressInfo;
  const own = new URL(url);
  own.host = `127.0.0.1:${ownPort}`;
  const cut = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: own.href,
    cut,
    mend: async () => {
      server = await listen(ownPort);
    },
    [Symbol.asyncDispose]: cut,
  };
}
