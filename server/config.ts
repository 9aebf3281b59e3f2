import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Clamd } from './platform/platform.ts';

/** Settings, once read and checked. Every variable of spec/interfaces.md; nothing else reads the environment. */
export interface Config {
  host: string;
  port: number;
  publicUrl: URL;
  /** The origin where files are handed out, and the port that serves it here. */
  filesUrl: URL;
  filesPort: number;
  /** Somebody relies on the port; else another one does when it is taken. */
  filesPlaceIsSet: boolean;
  /** Null: no scanner. */
  clamd: Clamd | null;
  /** Whose word about the caller's address counts: so many proxies before us, or those at these addresses; false: nobody's. */
  trustProxy: false | number | string[];
  dataFolder: string;
  /** null: the embedded PostgreSQL. */
  databaseUrl: string | null;
  storageUrl: URL;
  /** null: mails are kept and shown in the app's outbox. */
  smtpUrl: string | null;
  /** The word that stands as sender of the installation's texts; firms may have their own. */
  textSenderWord: string | null;
  secretKey: string;
  /** Services inside our own network that firms may name, by origin: `http://10.0.0.5:8000`. */
  privateServices: readonly string[];
  roles: { web: boolean; worker: boolean };
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  production: boolean;
  demo: boolean;
}

const blankIsAbsent = (value: unknown) => (value === '' ? undefined : value);
/** An address or a network of them: `10.0.0.7`, `10.0.0.0/8`, `2001:db8::/32`. */
function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const longest = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= longest))
  );
}

const trustProxy = z.string().transform((text, context) => {
  if (/^\d+$/.test(text)) {
    if (Number(text) <= 10) return Number(text) === 0 ? false : Number(text);
  } else {
    const networks = text.split(',').map((one) => one.trim());
    if (networks.every(isNetwork)) return networks;
  }
  context.addIssue({
    code: 'custom',
    message: 'give the number of proxies (1 to 10) or their addresses, as in "10.0.0.7, 10.1.0.0/16"',
  });
  return z.NEVER;
});

const origins = z.string().transform((text, context) => {
  const given = text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const read = given.map((one) => (URL.canParse(one) ? new URL(one) : null));
  const isOrigin = (url: URL | null): url is URL =>
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    url.search === '' &&
    url.username === '';
  if (read.every(isOrigin)) return read.map((url) => url.origin);
  context.addIssue({
    code: 'custom',
    message: 'give addresses without a path, as in "http://10.0.0.5:8000, https://speech.example.internal"',
  });
  return z.NEVER;
});

const environment = z.object({
  HOST: z.preprocess(blankIsAbsent, z.string().default('127.0.0.1')),
  PORT: z.preprocess(blankIsAbsent, z.coerce.number().int().min(0).max(65535).default(8080)),
  PUBLIC_URL: z.preprocess(blankIsAbsent, z.url({ protocol: /^https?$/ }).optional()),
  FILES_URL: z.preprocess(blankIsAbsent, z.url({ protocol: /^https?$/ }).optional()),
  FILES_PORT: z.preprocess(blankIsAbsent, z.coerce.number().int().min(0).max(65535).optional()),
  CLAMD_URL: z.preprocess(blankIsAbsent, z.url({ protocol: /^(?:tcp|unix)$/ }).optional()),
  CLAMD_MAX_FILE_MB: z.preprocess(blankIsAbsent, z.coerce.number().int().min(1).max(2048).default(100)),
  CLAMD_MAX_SCAN_MB: z.preprocess(blankIsAbsent, z.coerce.number().int().min(1).max(2048).default(400)),
  TRUST_PROXY: z.preprocess(blankIsAbsent, trustProxy.default(false)),
  DATA_DIR: z.preprocess(blankIsAbsent, z.string().default('./data')),
  DATABASE_URL: z.preprocess(blankIsAbsent, z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  STORAGE_URL: z.preprocess(blankIsAbsent, z.url().optional()),
  SMTP_URL: z.preprocess(blankIsAbsent, z.url({ protocol: /^smtps?$/ }).optional()),
  TEXT_SENDER_WORD: z.preprocess(
    blankIsAbsent,
    z
      .string()
      .regex(
        /^(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}$/,
        'takes up to 11 letters, digits and spaces, at least one a letter',
      )
      .optional(),
  ),
  SECRET_KEY: z.preprocess(blankIsAbsent, z.string().min(32, 'needs at least 32 characters').optional()),
  PRIVATE_SERVICES: z.preprocess(blankIsAbsent, origins.default([])),
  ROLES: z.preprocess(blankIsAbsent, z.string().default('web,worker')),
  LOG_LEVEL: z.preprocess(
    blankIsAbsent,
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  ),
  NODE_ENV: z.string().optional(),
});

export class ConfigError extends Error {
  override name = 'ConfigError';
}

/** Reads settings from the environment. Throws a ConfigError with one sentence that says what to change. */
export function readConfig(env: Record<string, string | undefined>, options: { demo: boolean }): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(
      `${issue?.path.join('.') ?? 'A setting'} cannot be used: ${issue?.message ?? 'not valid'}.`,
    );
  }
  const seen = parsed.data;
  const roles = seen.ROLES.split(',').map((role) => role.trim());
  const unknown = roles.find((role) => role !== 'web' && role !== 'worker');
  if (unknown !== undefined) throw new ConfigError(`ROLES knows "web" and "worker", not "${unknown}".`);
  const dataFolder = path.resolve(seen.DATA_DIR);
  const storageUrl = seen.STORAGE_URL
    ? new URL(seen.STORAGE_URL)
    : pathToFileURL(path.join(dataFolder, 'files/'));
  if (storageUrl.protocol !== 'file:') {
    throw new ConfigError('STORAGE_URL must be a file: address; other stores are not supported yet.');
  }
  if (seen.DATABASE_URL && !seen.SECRET_KEY) {
    throw new ConfigError(
      'SECRET_KEY is needed with DATABASE_URL, so that every copy of the program opens the same secrets.',
    );
  }
  const publicUrl = new URL(
    seen.PUBLIC_URL ?? `http://${seen.HOST.includes(':') ? `[${seen.HOST}]` : seen.HOST}:${seen.PORT}`,
  );
  const filesPort = seen.FILES_PORT ?? usualFilesPort(seen.PORT);
  const filesUrl = new URL(seen.FILES_URL ?? `${publicUrl.protocol}//${publicUrl.hostname}:${filesPort}`);
  if (filesUrl.origin === publicUrl.origin && filesUrl.port !== '0') {
    throw new ConfigError(
      'FILES_URL must be another origin than PUBLIC_URL: what somebody uploaded must never run beside the app.',
    );
  }
  return {
    host: seen.HOST,
    port: seen.PORT,
    publicUrl,
    filesUrl,
    filesPort,
    filesPlaceIsSet: seen.FILES_PORT !== undefined || seen.FILES_URL !== undefined,
    clamd: seen.CLAMD_URL
      ? {
          url: new URL(seen.CLAMD_URL),
          maxFileBytes: seen.CLAMD_MAX_FILE_MB * 1024 ** 2,
          maxScanBytes: seen.CLAMD_MAX_SCAN_MB * 1024 ** 2,
        }
      : null,
    trustProxy: seen.TRUST_PROXY,
    dataFolder,
    databaseUrl: seen.DATABASE_URL ?? null,
    storageUrl,
    smtpUrl: seen.SMTP_URL ?? null,
    textSenderWord: seen.TEXT_SENDER_WORD ?? null,
    secretKey: seen.SECRET_KEY ?? keptSecretKey(dataFolder),
    privateServices: seen.PRIVATE_SERVICES,
    roles: { web: roles.includes('web'), worker: roles.includes('worker') },
    logLevel: seen.LOG_LEVEL,
    production: seen.NODE_ENV === 'production',
    demo: options.demo,
  };
}

/** Far from `PORT`, beside which further copies of the program stand; 0: any. */
function usualFilesPort(port: number): number {
  if (port === 0) return 0;
  return port <= 55_535 ? port + 10_000 : port - 10_000;
}

/** Made and stored at first start when the environment gives none. */
function keptSecretKey(dataFolder: string): string {
  const file = path.join(dataFolder, 'secret-key');
  if (!existsSync(file)) {
    mkdirSync(dataFolder, { recursive: true });
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  }
  return readFileSync(file, 'utf8').trim();
}
