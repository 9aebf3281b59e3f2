/** The portal on the narrowest phone that a page must fit, and its pictures. */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Desk } from './desk.ts';

export const narrow = { width: 320, height: 640 };

/** At 320 px and on a desk, light and dark, without scrolling sideways; and what axe says. */
export async function checkNarrow(desk: Desk, page: Page, name: string): Promise<void> {
  await desk.checkAccess(page, name);
  const pictures = new URL('./screenshots/', import.meta.url);
  mkdirSync(pictures, { recursive: true });
  const before = page.viewportSize() ?? narrow;
  for (const [size, viewport] of Object.entries({ narrow, desktop: { width: 1280, height: 800 } })) {
    await page.setViewportSize(viewport);
    // As high as the page, so that what stands at the bottom of the screen is not in the middle of the picture.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width: viewport.width, height: Math.max(height, viewport.height) });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const path = fileURLToPath(new URL(`${name}--${size}-${colorScheme}.png`, pictures));
      await page.screenshot({ path, animations: 'disabled', fullPage: true });
    }
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0], `${name} scrolls sideways at ${viewport.width} px`).toBeLessThanOrEqual(widths[1] ?? 0);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'no-preference' });
  await page.setViewportSize(before);
}

/** As it is this moment, where nothing waits for more pictures. */
export async function shootNow(page: Page, name: string): Promise<void> {
  await page.screenshot({
    path: fileURLToPath(new URL(`./screenshots/${name}--narrow.png`, import.meta.url)),
  });
}

const mostPresses = 80;

/** As somebody without a mouse gets there; fails when the Tab key does not lead to it. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let presses = 0; presses < mostPresses; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

/** Reached by Tab, and pressed by Enter. */
export async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Enter');
}

/** What a screen reader says on coming to a screen: its heading has the focus. */
export async function arriveAt(page: Page, heading: string): Promise<void> {
  const title = page.getByRole('heading', { level: 1, name: heading });
  await title.waitFor();
  await expect.poll(() => title.evaluate((element) => element === document.activeElement)).toBe(true);
}
