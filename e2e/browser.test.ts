import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { findBrowser } from './browser.ts';

test('the browser renders a page, more than once', async ({ skip }) => {
  const found = await findBrowser();
  if ('reason' in found) {
    if (process.env.CI === 'true') throw new Error(found.reason);
    skip(found.reason);
    return;
  }
  const browser = await chromium.launch(found.launchOptions);
  try {
    for (const word of ['first', 'second']) {
      const context = await browser.newContext({ viewport: { width: 400, height: 300 } });
      const page = await context.newPage();
      await page.goto(`data:text/html,<h1>${word}</h1><script>document.title = 6 * 7</script>`);
      expect(await page.getByRole('heading', { name: word }).isVisible()).toBe(true);
      expect(await page.title()).toBe('42');
      const box = await page.locator('h1').boundingBox();
      expect(box?.height).toBeGreaterThan(10);
      await context.close();
    }
  } finally {
    await browser.close();
  }
});
