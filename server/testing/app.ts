import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Config } from '../config.ts';
import { type Context, createContext, type Overrides } from '../context.ts';
import { createFirm, insertToken, type Role } from '../features/staff/index.ts';
import { createTestDatabase } from '../platform/db/testing.ts';
import type { FeatureFactory } from '../platform/feature.ts';
import { newId } from '../platform/ids.ts';

export interface TestFirm {
  id: string;
  owner: TestStaff;
}

export interface TestStaff {
  id: string;
  firmId: string;
  /** The login's id at better-auth. */
  userId: string;
  email: string;
  /** The Cookie header of a session. */
  cookie: string;
  /** An API token. */
  token: string;
  /** A request as this person's browser makes it; the path under the server, a body as JSON. */
  call(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
    more?: InjectOptions,
  ): Promise<LightMyRequestResponse>;
}

export interface TestApp extends Context {
  /** A firm with its owner and every feature's first rows. */
  makeFirm(input?: {
    name?: string;
    country?: 'GB' | 'US' | 'AU';
    currency?: string;
    timeZone?: string;
  }): Promise<TestFirm>;
  /** A new staff member of the firm with a login, a session and a token. */
  signedIn(
    firm: { id: string },
    role?: Role,
    names?: { firstName?: string; lastName?: string; email?: string },
  ): Promise<TestStaff>;
  /** Without signing in. */
  call: TestStaff['call'];
}

export const testPassword = 'correct horse battery';

/**
 * The program on a database of its own, with the same wiring as `main.ts`, not listening (use `app.inject`, or `call`).
 * `features` are those under test (firms and staff are always there). Jobs and loops start only by `startWork()`.
 */
export async function startTestApp(
  options: { features?: readonly FeatureFactory[]; config?: Partial<Config> } & Overrides = {},
): Promise<TestApp> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'matterline-app-'));
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    publicUrl: new URL('http://matterline.example.com'),
    filesUrl: new URL('http://files.example.com'),
    filesPort: 0,
    filesPlaceIsSet: true,
    clamd: null,
    trustProxy: false,
    dataFolder: folder,
    databaseUrl: null,
    storageUrl: pathToFileURL(join(folder, 'files/')),
    smtpUrl: null,
    textSenderWord: null,
    secretKey: randomBytes(32).toString('hex'),
    privateServices: [],
    roles: { web: true, worker: true },
    logLevel: 'silent',
    production: false,
    demo: false,
    ...options.config,
  };
  const { features = [], config: _, ...overrides } = options;
  const context = await createContext(config, database.connection, features, overrides);
  let people = 0;

  const caller =
    (headers: Record<string, string>): TestStaff['call'] =>
    (method, url, body, more = {}) =>
      context.app.inject({
        method,
        url,
        headers: { ...headers, 'x-matterline': '1', ...more.headers },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
        ...(body === undefined
          ? {}
          : {
              headers: {
                ...headers,
                'x-matterline': '1',
                'content-type': 'application/json',
                ...more.headers,
              },
            }),
      });

  async function member(firmId: string, staffId: string, userId: string, email: string): Promise<TestStaff> {
    const setCookie = await context.signIn.startSession(userId, { address: '192.0.2.1', userAgent: 'tests' });
    const cookie = setCookie.split(';')[0] ?? '';
    const { token } = await context.platform.database
      .firm(firmId)
      .write((tx) => insertToken(tx, firmId, { staffId, name: 'tests' }, context.platform.clock.now()));
    return { id: staffId, firmId, userId, email, cookie, token, call: caller({ cookie }) };
  }

  return {
    ...context,
    call: caller({}),
    async makeFirm(input = {}) {
      people += 1;
      const owner = {
        firstName: 'Olive',
        lastName: 'Owner',
        email: `owner${people}@example.com`,
        password: testPassword,
      };
      const firm = { name: 'Example & Co', country: 'GB' as const, timeZone: 'Europe/London', ...input };
      const made = await createFirm(
        { platform: context.platform, signIn: context.signIn, seeds: context.seeds },
        { firm, owner },
      );
      return { id: made.firm.id, owner: await member(made.firm.id, made.staffId, made.userId, owner.email) };
    },
    async signedIn(firm, role = 'member', names = {}) {
      people += 1;
      const person = {
        firstName: 'Mel',
        lastName: `Member${people}`,
        email: `member${people}@example.com`,
        ...names,
      };
      const staffId = newId();
      const userId = newId();
      // Straight into the tables: hashing a password for each would cost more than most tests.
      const { pool } = context.platform.database;
      await pool.query(
        `insert into staff_members (firm_id, id, first_name, last_name, email, role) values ($1, $2, $3, $4, $5, $6)`,
        [firm.id, staffId, person.firstName, person.lastName, person.email, role],
      );
      await pool.query(
        `insert into auth_user ("id", "name", "email", "emailVerified") values ($1, $2, $3, true)`,
        [userId, `${person.firstName} ${person.lastName}`, person.email],
      );
      await pool.query(`insert into memberships (user_id, firm_id, staff_id) values ($1, $2, $3)`, [
        userId,
        firm.id,
        staffId,
      ]);
      return await member(firm.id, staffId, userId, person.email);
    },
    async close() {
      await context.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
