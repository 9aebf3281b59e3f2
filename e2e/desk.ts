/** A person at a desk: a real browser on the real program, and everything that went wrong in any page. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { findBrowser } from './browser.ts';
import { type Program, startProgram } from './program.ts';

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };
const schemes = ['light', 'dark'] as const;
const sizes = { desktop, phone };
const pictures = new URL('./screenshots/', import.meta.url);

export interface Desk {
  program: Program;
  /** A browser window with its own cookies, signed in when a Cookie header is given. */
  open(options?: {
    cookie?: string;
    size?: { width: number; height: number };
    scheme?: 'light' | 'dark';
  }): Promise<Page>;
  /** Saves the page at both sizes, light and dark, and proves that it does not scroll sideways. */
  shoot(page: Page, name: string): Promise<void>;
  /** What axe calls serious or critical, in light and dark. */
  checkAccess(page: Page, where: string): Promise<void>;
  /** A complaint of the browser that belongs to the journey, such as a refused password. */
  expectComplaint(pattern: RegExp): void;
}

/** One journey: its own program, database and browser. Fails on any console error or broken content policy, too. */
export function journey(
  title: string,
  run: (desk: Desk) => Promise<void>,
  /** For a long one; else as long as any. */
  { timeoutMs }: { timeoutMs?: number } = {},
): void {
  test(title, timeoutMs === undefined ? {} : { timeout: timeoutMs }, async ({ skip }) => {
    const found = await findBrowser();
    if ('reason' in found) {
      // `scripts/test.mjs` makes a failure of it in CI.
      skip(found.reason);
      return;
    }
    const [program, browser] = await Promise.all([startProgram(), chromium.launch(found.launchOptions)]);
    try {
      const complaints = new Complaints();
      await run(createDesk(program, browser, complaints));
      expect(complaints.unexpected()).toEqual([]);
    } catch (error) {
      await shootFailure(browser, title);
      throw error;
    } finally {
      await browser.close();
      await program.close();
    }
  });
}

/** Console errors, uncaught exceptions and broken content policies of all pages. */
class Complaints {
  // Who asks whether somebody is signed in gets 401 for "nobody"; the browser notes every 401.
  readonly expected: RegExp[] = [/ 401 .*\/api\/v1\/me$/];
  readonly heard: string[] = [];

  listen(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning')
        this.heard.push(`${message.type()}: ${message.text()} ${message.location().url}`);
    });
    context.on('weberror', (error) => this.heard.push(`uncaught: ${error.error().message}`));
  }

  unexpected(): string[] {
    return this.heard.filter((line) => !this.expected.some((pattern) => pattern.test(line)));
  }
}

function createDesk(program: Program, browser: Browser, complaints: Complaints): Desk {
  return {
    program,
    async open({ cookie, size = desktop, scheme = 'light' } = {}) {
      const context = await browser.newContext({
        baseURL: program.origin,
        viewport: size,
        colorScheme: scheme,
        locale: 'en-GB',
        timezoneId: 'Europe/London',
      });
      // As long as a page may take to show something on a busy machine.
      context.setDefaultTimeout(20_000);
      complaints.listen(context);
      if (cookie !== undefined) {
        const at = cookie.indexOf('=');
        const pair = { name: cookie.slice(0, at), value: cookie.slice(at + 1) };
        await context.addCookies([{ ...pair, url: program.origin, httpOnly: true, sameSite: 'Lax' }]);
      }
      return await context.newPage();
    },
    shoot,
    async checkAccess(page, where) {
      for (const colorScheme of schemes) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await untilStill(page);
        const axe = new AxeBuilder({ page });
        // Only colours differ in the dark.
        if (colorScheme === 'dark') axe.withRules(['color-contrast']);
        const { violations } = await axe.analyze();
        const bad = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        const told = bad.map(
          ({ id, nodes }) => `${where}, ${colorScheme}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`,
        );
        expect(told).toEqual([]);
      }
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
    },
    expectComplaint: (pattern) => void complaints.expected.push(pattern),
  };
}

/** Half faded in, a dialog has other colours than it is going to have; and what was just pressed may open one in a moment. */
async function untilStill(page: Page): Promise<void> {
  for (const restMs of [100, 0]) {
    await page.waitForFunction(() =>
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    );
    await page.waitForTimeout(restMs);
  }
}

/** What the person last saw before it went wrong. */
async function shootFailure(browser: Browser, title: string): Promise<void> {
  const pages = browser.contexts().flatMap((context) => context.pages());
  for (const [index, page] of pages.entries()) {
    const file = new URL(`failed-${title.replaceAll(/\W+/g, '-')}-${index + 1}.png`, pictures);
    await page.screenshot({ path: fileURLToPath(file) }).catch(() => undefined);
  }
}

async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(pictures, { recursive: true });
  const before = page.viewportSize() ?? desktop;
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of schemes) {
      // Without motion: a colour on its way from light to dark is no look that anybody sees.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const file = new URL(`${name}--${size}-${colorScheme}.png`, pictures);
      await page.screenshot({ path: fileURLToPath(file), animations: 'disabled' });
    }
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0], `${name} scrolls sideways at ${viewport.width} px`).toBeLessThanOrEqual(widths[1] ?? 0);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await page.setViewportSize(before);
}
