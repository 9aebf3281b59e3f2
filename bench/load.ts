/** A load driver that costs little: requests are made beforehand, sockets stay open, one request at a time on each. */
import { connect, type Socket } from 'node:net';

export interface LoadResult {
  requests: number;
  failed: number;
  seconds: number;
  perSecond: number;
  p50: number;
  p99: number;
}

/** Sends requests over `connections` sockets until they are used up or `seconds` are over. */
export async function drive(options: {
  port: number;
  connections: number;
  seconds: number;
  next: () => Buffer | null;
}): Promise<LoadResult> {
  const latencies: number[] = [];
  let failed = 0;
  const start = performance.now();
  const until = start + options.seconds * 1000;
  await Promise.all(
    Array.from({ length: options.connections }, () =>
      runSocket(options.port, until, options.next, (ms, ok) => {
        latencies.push(ms);
        if (!ok) failed += 1;
      }),
    ),
  );
  const seconds = (performance.now() - start) / 1000;
  latencies.sort((a, b) => a - b);
  const at = (q: number) =>
    latencies[Math.min(latencies.length - 1, Math.floor(q * latencies.length))] ?? Number.NaN;
  return {
    requests: latencies.length,
    failed,
    seconds,
    perSecond: latencies.length / seconds,
    p50: at(0.5),
    p99: at(0.99),
  };
}

function runSocket(
  port: number,
  until: number,
  next: () => Buffer | null,
  done: (ms: number, ok: boolean) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let answer = '';
    const send = () => {
      const request = performance.now() < until ? next() : null;
      if (!request) {
        socket.end();
        return resolve();
      }
      answer = '';
      sentAt = performance.now();
      socket.write(request);
    };
    socket.setEncoding('latin1');
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (part: string) => {
      answer += part;
      const head = answer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1] ?? 0);
      if (answer.length < head + 4 + length) return;
      done(performance.now() - sentAt, answer.startsWith('HTTP/1.1 200'));
      send();
    });
  });
}
