/**
 * A stand-in for a browser vendor's push service: takes what RFC 8030, 8291 and 8292 ask for and refuses the rest, keeps one
 * message a topic, and opens each with the device's own key. Own code against the standards, so that it can disagree with
 * the library that sends.
 */
import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

export interface PushDevice {
  endpoint: string;
  /** base64url, as the browser gives them. */
  p256dh: string;
  auth: string;
}

export interface Delivered {
  device: string;
  /** What was said, decrypted. */
  text: string;
  topic: string | null;
  ttl: number;
  urgency: string | null;
  /** Who signed, and how they can be reached. */
  key: string;
  subject: string;
}

export interface PushSimulator {
  origin: string;
  /** A browser subscribes with the sender's public key. */
  subscribe(applicationServerKey: string): PushDevice;
  /** Everything that was taken, in order. */
  taken: readonly Delivered[];
  /** What devices would show: one a topic. */
  waiting(device: PushDevice): Delivered[];
  /** Why the last request was refused by our own reading; null: it was not. */
  readonly refused: string | null;
  /** The next answers instead of 201, first to last. */
  answerNext(...answers: readonly { status: number; retryAfter?: string }[]): void;
  /** The browser gave it up: 410 from now on. */
  unsubscribe(device: PushDevice): void;
  close(): Promise<void>;
}

interface Kept {
  privateKey: Buffer;
  publicKey: Buffer;
  auth: Buffer;
  applicationServerKey: string;
  gone: boolean;
}

/** RFC 8030 §7.2 lets a service take no more; the big ones take this. */
const longestBody = 4096;

export async function startPushSimulator(now: () => Date = () => new Date()): Promise<PushSimulator> {
  const devices = new Map<string, Kept>();
  const taken: Delivered[] = [];
  const planned: { status: number; retryAfter?: string }[] = [];
  let refused: string | null = null;
  let origin = '';
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const path = request.url ?? '';
      const plan = planned.shift();
      const answer: { status: number; retryAfter?: string } = plan ?? judge(path, request, body);
      response.writeHead(answer.status, {
        ...(answer.retryAfter !== undefined ? { 'retry-after': answer.retryAfter } : {}),
        ...(answer.status === 201 ? { location: `${origin}/messages/${taken.length}` } : {}),
      });
      response.end();
    });
  });

  function judge(path: string, request: IncomingMessage, body: Buffer): { status: number } {
    const device = devices.get(path);
    if (request.method !== 'POST' || !device) return { status: 404 };
    if (device.gone) return { status: 410 };
    if (body.length > longestBody) return { status: 413 };
    try {
      taken.push(read(path, device, request, body));
      refused = null;
      return { status: 201 };
    } catch (error) {
      refused = error instanceof Error ? error.message : 'unknown';
      return { status: refused.startsWith('vapid') ? 403 : 400 };
    }
  }

  function read(path: string, device: Kept, { headers }: IncomingMessage, body: Buffer): Delivered {
    const ttl = headers.ttl;
    if (typeof ttl !== 'string' || !/^\d+$/.test(ttl)) throw new Error('TTL is missing (RFC 8030 §5.2)');
    if (headers['content-encoding'] !== 'aes128gcm') throw new Error('not aes128gcm (RFC 8291 §4)');
    const topic = one(headers.topic);
    if (topic !== null && !/^[\w-]{1,32}$/.test(topic))
      throw new Error('the topic is too long (RFC 8030 §5.4)');
    const { key, subject } = checkVapid(
      headers.authorization ?? '',
      origin,
      device.applicationServerKey,
      now(),
    );
    return {
      device: path,
      text: decrypt(device, body),
      topic,
      ttl: Number(ttl),
      urgency: one(headers.urgency),
      key,
      subject,
    };
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the simulator has no port');
  origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,
    taken,
    get refused() {
      return refused;
    },
    subscribe(applicationServerKey) {
      const ecdh = createECDH('prime256v1');
      const publicKey = ecdh.generateKeys();
      const auth = randomBytes(16);
      const path = `/push/${randomBytes(24).toString('base64url')}`;
      devices.set(path, {
        privateKey: ecdh.getPrivateKey(),
        publicKey,
        auth,
        applicationServerKey,
        gone: false,
      });
      return {
        endpoint: `${origin}${path}`,
        ...{ p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
      };
    },
    waiting({ endpoint }) {
      const path = new URL(endpoint).pathname;
      const byTopic = new Map<string, Delivered>();
      for (const [at, one] of taken.entries())
        if (one.device === path) byTopic.set(one.topic ?? `${at}`, one);
      return [...byTopic.values()];
    },
    answerNext: (...answers) => void planned.push(...answers),
    unsubscribe({ endpoint }) {
      const device = devices.get(new URL(endpoint).pathname);
      if (device) device.gone = true;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const one = (value: string | string[] | undefined) => (typeof value === 'string' ? value : null);
const dayMs = 24 * 3_600_000;

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null
    ? Object.entries(of).find(([key]) => key === name)?.[1]
    : undefined;
}

/** RFC 8292: `vapid t=<JWT>, k=<key>`, ES256, for this service, not for longer than a day, by whom the browser subscribed to. */
function checkVapid(
  authorization: string,
  origin: string,
  expectedKey: string,
  now: Date,
): { key: string; subject: string } {
  const [, token = '', key = ''] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(authorization) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  if (signature === '') throw new Error('vapid: no signed token');
  const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString());
  if (member(header, 'alg') !== 'ES256') throw new Error('vapid: not ES256');
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const right = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  if (!right) throw new Error('vapid: the signature is wrong');
  if (key !== expectedKey) throw new Error('vapid: another key than the subscription’s');
  const said: unknown = JSON.parse(Buffer.from(claims, 'base64url').toString());
  if (member(said, 'aud') !== origin) throw new Error('vapid: for another service');
  const until = Number(member(said, 'exp')) * 1000;
  if (!(until > now.getTime()) || until > now.getTime() + dayMs) throw new Error('vapid: over, or too long');
  const subject = String(member(said, 'sub'));
  if (!/^(?:mailto:|https:)/.test(subject)) throw new Error('vapid: nobody to write to');
  return { key, subject };
}

/** RFC 8188 with the keys of RFC 8291 §3.4; one record. */
function decrypt({ privateKey, publicKey, auth }: Kept, body: Buffer): string {
  const salt = body.subarray(0, 16);
  const keyLength = body[20] ?? 0;
  const senderKey = body.subarray(21, 21 + keyLength);
  const sealed = body.subarray(21 + keyLength);
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(privateKey);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey]);
  const material = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(senderKey), auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', material, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', material, salt, 'Content-Encoding: nonce\0', 12));
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  const end = plain.lastIndexOf(2);
  if (end < 0) throw new Error('not the last record (RFC 8188 §2)');
  return plain.subarray(0, end).toString('utf8');
}
