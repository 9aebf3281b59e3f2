/** ClamAV's daemon: VERSION and INSTREAM over TCP or a Unix socket (https://docs.clamav.net/manual/Usage/Scanning.html#clamd). */
import { connect, type Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { EngineAnswer, EngineLimits } from './scan-decide.ts';

export interface Scanner {
  limits: EngineLimits;
  /** Of the engine and its signatures: `ClamAV 1.4.6/27500/Sat Nov 21 09:00:00 2026`. Throws when it does not answer. */
  version(): Promise<string>;
  scan(content: Readable): Promise<EngineAnswer>;
}

/** No byte either way for so long: it hangs. */
const silentMs = 120_000;

/** `tcp://host:3310` or `unix:/run/clamav/clamd.ctl`. */
export function createClamd(url: URL, limits: EngineLimits): Scanner {
  function open(): Socket {
    const socket =
      url.protocol === 'unix:'
        ? connect({ path: decodeURIComponent(url.pathname) })
        : connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 3310) });
    socket.setTimeout(silentMs, () => socket.destroy(new Error('the scanner says nothing')));
    return socket;
  }

  return {
    limits,
    async version() {
      const socket = open();
      const answer = answerOf(socket);
      socket.write('zVERSION\0');
      const text = await answer;
      if (text === '') throw new Error('the scanner gave no version');
      return text;
    },
    async scan(content) {
      const socket = open();
      const answer = answerOf(socket);
      // Whatever the engine says first counts, also before it took everything.
      const sent = send(socket, content).catch((error: unknown) => {
        content.destroy();
        return error;
      });
      const text = await answer.catch((error: unknown) =>
        String(error instanceof Error ? error.message : error),
      );
      content.destroy();
      socket.destroy();
      await sent;
      return readAnswer(text);
    },
  };
}

/** Pure: what one line of the engine means. */
export function readAnswer(text: string): EngineAnswer {
  const line = text.replace(/^(?:\d+: )?stream: /, '').trim();
  if (line === 'OK') return { kind: 'ok' };
  const signature = /^(.+) FOUND$/s.exec(line)?.[1];
  if (signature !== undefined) return { kind: 'found', signature: signature.slice(0, 300) };
  if (/size limit exceeded/i.test(line)) return { kind: 'too_large' };
  return { kind: 'failed', detail: line.slice(0, 300) || 'no answer' };
}

async function answerOf(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let text = '';
  socket.on('data', (piece: Buffer) => {
    text += piece.toString('utf8');
    const end = text.indexOf('\0');
    if (end >= 0) resolve(text.slice(0, end));
  });
  socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)));
  socket.on('close', () => resolve(text));
  return await promise;
}

async function send(socket: Socket, content: Readable): Promise<null> {
  socket.write('zINSTREAM\0');
  for await (const piece of content) {
    if (!(piece instanceof Uint8Array) || piece.length === 0) continue;
    if (socket.destroyed) return null;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(piece.length);
    socket.write(length);
    if (!socket.write(piece)) await drained(socket);
  }
  socket.write(Buffer.alloc(4));
  return null;
}

async function drained(socket: Socket): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.once('drain', resolve);
  socket.once('close', () => resolve());
  await promise;
}
