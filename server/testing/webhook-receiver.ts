/** A receiver of webhooks on this machine that answers as it is told, for tests. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Receiver {
  url(path?: string): string;
  received: Received[];
  /** The status of the next answers; or a function that answers itself. */
  answer: number | ((response: ServerResponse, request: Received) => void);
  close(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const one = { path: request.url ?? '', headers, body: Buffer.concat(parts).toString('utf8') };
      receiver.received.push(one);
      if (typeof receiver.answer === 'number') response.writeHead(receiver.answer).end('thanks');
      else receiver.answer(response, one);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const receiver: Receiver = {
    url: (path = '/') => `http://127.0.0.1:${address.port}${path}`,
    received: [],
    answer: 200,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
