/** Receivers that mean harm, or are broken: nothing is followed, read without end, or waited for without end. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../testing/webhook-receiver.ts';
import { isRefusedAddress, refusalOf } from './address.ts';
import { type PostOptions, post, type Resolve } from './post.ts';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterEach(() => {
  receiver.answer = 200;
});
afterAll(() => receiver.close());

const here: PostOptions = { allowLoopback: true, timeoutMs: 1000 };
const outside: PostOptions = { allowLoopback: false, timeoutMs: 1000 };
const send = (url = receiver.url(), options = here) => post(url, { 'x-test': '1' }, '{"a":1}', options);

/** A name server that answers as it is told. */
function resolvingTo(...addresses: string[]): Resolve {
  return (_name, _options, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
}

describe('answers', () => {
  test('an ordinary one', async () => {
    expect(await send()).toMatchObject({ status: 200, answer: 'thanks', error: null });
    expect(receiver.received.at(-1)).toMatchObject({ body: '{"a":1}', headers: { 'x-test': '1' } });
  });

  test('a redirect is an answer, and nobody goes there', async () => {
    const before = receiver.received.length;
    receiver.answer = (response) => response.writeHead(302, { location: receiver.url('/else') }).end();
    expect(await send()).toMatchObject({ status: 302 });
    expect(receiver.received.length).toBe(before + 1);
  });

  test('a body without end is cut after the first bytes', async () => {
    let written = 0;
    receiver.answer = (response) => {
      response.writeHead(200, { 'content-type': 'text/plain' });
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536;
      };
      response.on('drain', more);
      more();
    };
    const { status, answer, durationMs } = await send();
    expect([status, answer.length]).toEqual([200, 1024]);
    expect(durationMs).toBeLessThan(1500);
    // No more than the buffers of the connection hold.
    expect(written).toBeLessThan(32 * 1024 * 1024);
  });

  test('one that says it has 1 GB is read no further than 1 kB', async () => {
    receiver.answer = (response) => {
      response.writeHead(500, { 'content-length': String(1024 ** 3) });
      response.write('no '.repeat(1000));
    };
    const { status, answer } = await send();
    expect([status, answer.length]).toEqual([500, 1024]);
  });

  test('a packed body is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 1024 * 1024));
    receiver.answer = (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    expect((await send()).answer.length).toBeLessThanOrEqual(1024);
  });

  test('a body that drips: the status counts, its words are not waited for', async () => {
    receiver.answer = (response) => {
      response.writeHead(202);
      const drip = setInterval(() => response.write('.'), 100);
      response.on('close', () => clearInterval(drip));
    };
    const { status, answer, durationMs } = await send();
    expect(status).toBe(202);
    expect(answer).toMatch(/^\.+$/);
    expect(durationMs).toBeLessThan(4000);
  });

  test('characters that a table cannot keep are replaced', async () => {
    receiver.answer = (response) => response.end(Buffer.from([0x41, 0x00, 0x1b, 0xff, 0x42]));
    expect((await send()).answer).toBe('A���B');
  });

  test('no answer at all', async () => {
    receiver.answer = () => undefined;
    expect(await send()).toMatchObject({ status: null, error: 'It did not answer within 1 seconds.' });
  });
});

describe('connections', () => {
  let server: Server;
  const sockets: Socket[] = [];
  async function listen(onConnection: (socket: Socket) => void): Promise<number> {
    server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address: AddressInfo | string | null = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    if (server?.listening) await new Promise((resolve) => server.close(resolve));
  });

  test('broken TLS', async () => {
    const port = await listen((socket) => socket.end('I speak no TLS\r\n'));
    const { status, error } = await send(`https://127.0.0.1:${port}/`);
    expect(status).toBeNull();
    expect(error).toMatch(/SSL|TLS|EPROTO|wrong version/i);
  });

  test('a TLS handshake that never ends', async () => {
    const port = await listen(() => undefined);
    expect((await send(`https://127.0.0.1:${port}/`)).error).toMatch('did not answer within');
  });

  test('headers that drip without end', async () => {
    const port = await listen((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const drip = setInterval(() => socket.write('x-a: b\r\n'), 50);
      socket.on('close', () => clearInterval(drip));
    });
    expect((await send(`http://127.0.0.1:${port}/`)).error).toMatch('did not answer within');
  });

  test('headers without measure', async () => {
    const port = await listen((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nx-a: ${'b'.repeat(100_000)}\r\n\r\n`);
    });
    expect((await send(`http://127.0.0.1:${port}/`)).error).toMatch(/header/i);
  });

  test('no HTTP', async () => {
    const port = await listen((socket) => socket.end('hello\r\n\r\n'));
    expect((await send(`http://127.0.0.1:${port}/`)).status).toBeNull();
  });

  test('cut in the middle', async () => {
    const port = await listen((socket) => socket.on('data', () => socket.destroy()));
    expect(await send(`http://127.0.0.1:${port}/`)).toMatchObject({ status: null });
  });

  test('nobody there', async () => {
    const port = await listen(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    expect((await send(`http://127.0.0.1:${port}/`)).error).toMatch('ECONNREFUSED');
  });
});

describe('addresses inside our own network', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['private', '10.1.2.3'],
    ['cloud metadata', '169.254.169.254'],
    ['private in IPv6', 'fd00::1'],
    ['mapped', '::ffff:192.168.0.1'],
  ])('a name that leads to one (%s) is not connected to', async (_name, address) => {
    const posted = await send('https://hooks.example.com/', { ...outside, resolve: resolvingTo(address) });
    expect(posted).toMatchObject({ status: null, error: 'Its name leads inside our own network.' });
  });

  test('of several addresses only those outside are tried', async () => {
    const resolve = resolvingTo('10.0.0.1', '127.0.0.1');
    const port = new URL(receiver.url()).port;
    const posted = await send(`http://localhost:${port}/`, { ...here, resolve });
    expect(posted.status).toBe(200);
  });

  test.each([
    ['http://10.0.0.1/', 'The address must begin with https://'],
    ['https://10.0.0.1/', 'This address is inside our own network.'],
    ['https://0x7f000001/', 'This address is inside our own network.'],
    ['https://2130706433/', 'This address is inside our own network.'],
    ['https://[::1]/', 'This address is inside our own network.'],
    ['https://localhost/', 'This address is inside our own network.'],
    ['https://[::ffff:7f00:1]/', 'This address is inside our own network.'],
    ['https://hooks.example.com/', null],
    ['https://hooks.example.com:8443/a?b=c', null],
    ['nonsense', 'This is no web address.'],
  ])('%s', (url, refusal) => {
    expect(refusalOf(url, false)).toBe(refusal);
  });

  test('where this machine may be sent to, nothing else inside may', () => {
    expect(refusalOf('http://127.0.0.1:9/', true)).toBeNull();
    expect(refusalOf('http://hooks.example.com/', true)).not.toBeNull();
    expect(refusalOf('https://10.0.0.1/', true)).not.toBeNull();
    expect(isRefusedAddress('127.0.0.1', true)).toBe(false);
    expect(isRefusedAddress('10.0.0.1', true)).toBe(true);
  });
});
