/** Somebody outside the firm who is signed in to its portal: for tests. */
import type { LightMyRequestResponse } from 'fastify';
import { sessionCookie, startPortalSession } from '../features/portal-sign-in/index.ts';
import { newId } from '../platform/ids.ts';
import type { TestApp } from './app.ts';

export interface TestPortalUser {
  id: string;
  contactId: string;
  accountId: string;
  sessionId: string;
  name: string;
  email: string;
  /** The Cookie header of the session. */
  cookie: string;
  call(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    url: string,
    body?: unknown,
  ): Promise<LightMyRequestResponse>;
}

let people = 0;

/** A contact, its portal user, a login of its mailbox and a session. */
export async function makePortalUser(
  app: Pick<TestApp, 'app' | 'platform'>,
  firm: { id: string },
  given: {
    firstName?: string;
    lastName?: string;
    email?: string;
    secondFactor?: boolean;
    trusted?: boolean;
  } = {},
): Promise<TestPortalUser> {
  people += 1;
  const { database, clock, publicUrl } = app.platform;
  const { firstName = 'Cleo', lastName = `Client${people}` } = given;
  const name = `${firstName} ${lastName}`;
  const email = given.email ?? `client${people}@example.com`;
  const [id, contactId] = [newId(), newId()];
  const now = clock.now();
  const { pool } = database;
  await pool.query(
    `insert into contacts (firm_id, id, kind, first_name, last_name, display_name) values ($1, $2, 'person', $3, $4, $5)`,
    [firm.id, contactId, firstName, lastName, name],
  );
  await pool.query(`insert into contact_emails (firm_id, id, contact_id, email) values ($1, $2, $3, $4)`, [
    firm.id,
    newId(),
    contactId,
    email,
  ]);
  await pool.query(
    `insert into portal_users (firm_id, id, contact_id, email, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)`,
    [firm.id, id, contactId, email, now],
  );
  const { rows } = await pool.query<{ id: string }>(
    `insert into portal_accounts (id, email, created_at) values ($1, $2, $3)
     on conflict (lower(email)) do update set email = portal_accounts.email returning id`,
    [newId(), email, now],
  );
  const accountId = rows[0]?.id ?? '';
  await pool.query(
    `insert into portal_logins (account_id, firm_id, portal_user_id, created_at) values ($1, $2, $3, $4)`,
    [accountId, firm.id, id, now],
  );
  const session = await database.system((tx) =>
    startPortalSession(
      tx,
      { accountId, firmId: firm.id, portalUserId: id },
      {
        trusted: given.trusted ?? false,
        secondFactor: given.secondFactor ?? false,
        userAgent: 'tests',
        address: '192.0.2.2',
        now,
      },
    ),
  );
  const cookie = sessionCookie(session.token, 3600, publicUrl).split(';')[0] ?? '';
  return {
    ...{ id, contactId, accountId, sessionId: session.id, name, email, cookie },
    call: (method, url, body) =>
      app.app.inject({
        method,
        url,
        headers: {
          cookie,
          'x-matterline': '1',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      }),
  };
}
