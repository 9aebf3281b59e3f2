/** A client at a browser of their own: Chromium in a process that can be killed, with a profile that stays. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../e2e/browser.ts';

export interface Person {
  /** Where the portal is. */
  origin: string;
  conversationId: string;
  /** `name=value` of their session. */
  cookie: string;
  file: string;
  /** Where the browser keeps what it remembers. */
  profile: string;
}

export interface OpenBrowser {
  process: ChildProcess;
  /** What somebody does who sees that it stopped. */
  lookAfter(): Promise<void>;
}

/** Opens the browser at the conversation and chooses the file, as after any start of it. */
export async function openAndChoose(person: Person): Promise<OpenBrowser> {
  const process = await startBrowser(person.profile);
  const browser = await connect(person.profile);
  const page = await openPage(browser, person);
  const list = page.getByRole('list', { name: 'Files of this message' });
  // What had begun stands there when the page has asked the server.
  await list
    .getByText('choose the same file again')
    .waitFor({ timeout: 5_000 })
    .catch(() => undefined);
  await page.getByLabel('Attach files').last().setInputFiles(person.file);
  await list.getByRole('listitem').first().waitFor();
  return {
    process,
    async lookAfter() {
      const goOn = page.getByRole('button', { name: /^Go on with/ });
      // The browser may be gone by now.
      if ((await goOn.count().catch(() => 0)) > 0)
        await goOn
          .first()
          .click({ timeout: 1_000 })
          .catch(() => undefined);
    },
  };
}

async function startBrowser(profile: string): Promise<ChildProcess> {
  const found = await findBrowser();
  if ('reason' in found) throw new Error(found.reason);
  const { executablePath = '', args = [], env } = found.launchOptions;
  await rm(join(profile, 'DevToolsActivePort'), { force: true });
  const own = [
    '--headless',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    '--no-default-browser-check',
  ];
  const words = Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, String(value)]));
  // A group of its own: a browser is many processes, and all of them are killed at once.
  return spawn(executablePath, [...args, ...own, 'about:blank'], {
    stdio: 'ignore',
    detached: true,
    env: words,
  });
}

async function connect(profile: string): Promise<Browser> {
  for (let tries = 0; tries < 600; tries += 1) {
    const [port] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8').catch(() => '')).split('\n');
    if (port) return await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { isLocal: true });
    await wait(50);
  }
  throw new Error('the browser did not start');
}

async function openPage(browser: Browser, { origin, conversationId, cookie }: Person): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error('the browser has no window');
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: origin }]);
  const page = await context.newPage();
  // The server may be starting at this moment.
  for (let tries = 0; ; tries += 1) {
    await page.goto(`${origin}/portal/c/${conversationId}`).catch(() => undefined);
    const field = page.getByLabel('Attach files').last();
    const there = await field.waitFor({ state: 'attached', timeout: 3_000 }).then(
      () => true,
      () => false,
    );
    if (there) return page;
    if (tries > 40) throw new Error('the conversation does not open');
  }
}

/** With all its processes. */
export async function killBrowser({ process }: Pick<OpenBrowser, 'process'>): Promise<void> {
  if (process.pid === undefined || process.exitCode !== null || process.signalCode !== null) return;
  const ended = once(process, 'exit');
  globalThis.process.kill(-process.pid, 'SIGKILL');
  await ended;
}
