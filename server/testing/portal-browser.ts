/** A browser of somebody outside the firm, with its cookies; and the mails that reach them: for tests. */
import type { LightMyRequestResponse } from 'fastify';
import { vi } from 'vitest';
import type { TestApp } from './app.ts';

export interface PortalBrowser {
  /** A request as the portal's page makes it; the path below `/api/v1/portal`. */
  call(
    method: 'GET' | 'HEAD' | 'POST' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<LightMyRequestResponse>;
  cookies: Map<string, string>;
}

let browsers = 0;

export function openPortalBrowser({ app }: Pick<TestApp, 'app'>): PortalBrowser {
  browsers += 1;
  // Of its own, so that limits per address count each for itself.
  const remoteAddress = `192.0.2.${browsers % 250}`;
  const cookies = new Map<string, string>();
  return {
    cookies,
    async call(method, path, body, headers = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = await app.inject({
        method,
        url: `/api/v1/portal${path}`,
        remoteAddress,
        headers: {
          'x-matterline': '1',
          'user-agent': `browser ${remoteAddress}`,
          ...(cookie === '' ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      });
      for (const line of [answer.headers['set-cookie'] ?? []].flat()) keep(cookies, line);
      return answer;
    },
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';');
  const at = pair.indexOf('=');
  const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
  if (value === '' || /Max-Age=0\b/.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}

export interface Mail {
  id: string;
  subject: string;
  body: string;
}

/** Mails in the firm's outbox to this address, oldest first. */
export async function mailsTo(app: TestApp, email: string): Promise<Mail[]> {
  const { rows } = await app.platform.database.pool.query<Mail>(
    `select id, subject, body from outbox where recipient = $1 order by created_at, id`,
    [email],
  );
  return rows;
}

/** The newest mail to an address after so many; it is written once the answer has left. */
export async function nextMail(app: TestApp, email: string, after: number): Promise<Mail> {
  return await vi.waitFor(async () => {
    const mail = (await mailsTo(app, email)).at(after);
    if (!mail) throw new Error(`no mail to ${email} yet`);
    return mail;
  });
}

/** The link's token and the code of a sign-in mail. */
export function readSignInMail({ body }: Mail): { token: string; code: string } {
  return {
    token: /\/portal\/link\/([\w-]+)/.exec(body)?.[1] ?? '',
    code: /^(\d{6})$/m.exec(body)?.[1] ?? '',
  };
}

/** Asks for a link and code, and reads the mail. */
export async function askForLink(app: TestApp, browser: PortalBrowser, email: string) {
  const before = (await mailsTo(app, email)).length;
  const answer = await browser.call('POST', '/sign-in-requests', { email });
  if (answer.statusCode !== 202) throw new Error(`asking: ${answer.statusCode} ${answer.body}`);
  const { id }: { id: string } = answer.json();
  return { id, ...readSignInMail(await nextMail(app, email, before)) };
}

/** In by the link, in the browser that asked. */
export async function signInByLink(
  app: TestApp,
  browser: PortalBrowser,
  email: string,
  trusted = false,
): Promise<LightMyRequestResponse> {
  const { token } = await askForLink(app, browser, email);
  return await browser.call('POST', `/sign-in-links/${token}/use`, { trusted });
}
