/** A window at 200 %: half as many CSS pixels each way, and what is cut there. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { desktop } from './desk.ts';

/** The window of a desk, 1280 × 800, zoomed to 200 %. */
export const zoomed = { width: desktop.width / 2, height: desktop.height / 2 };

/** Nothing scrolls sideways, and no words or controls end where something else covers their end. */
export async function checkZoomed(page: Page, where: string): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState }) => playState !== 'running'),
  );
  const [content = 1, room = 0] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content, `${where} scrolls sideways at 200 %`).toBeLessThanOrEqual(room);
  expect(await page.evaluate(findCut), `${where} at 200 %`).toEqual([]);
}

/**
 * Runs in the page. Words that end in "…" are whole where they lead to; what scrolls by itself can be reached; what is for
 * screen readers alone has no size, and the link past everything comes in when it has the focus.
 */
function findCut(): string[] {
  const slack = 2;
  const cut = new Set<string>();
  const shownWhole = (box: DOMRect, from: Element): boolean => {
    for (let at: Element | null = from; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      const edge = at.getBoundingClientRect();
      if (at.matches('a[href^="#"]:not(:focus)')) return true;
      // For screen readers alone.
      if (edge.width <= 1 || edge.height <= 1 || style.clipPath !== 'none') return true;
      if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') return true;
      const clips = (way: string) => way === 'hidden' || way === 'clip';
      const scrolls = (way: string) => way === 'auto' || way === 'scroll';
      if (clips(style.overflowX) && (box.right > edge.right + slack || box.left < edge.left - slack))
        return false;
      if (clips(style.overflowY) && (box.bottom > edge.bottom + slack || box.top < edge.top - slack))
        return false;
      if (scrolls(style.overflowX) || scrolls(style.overflowY)) return true;
      if (style.position === 'fixed') break;
    }
    return box.left >= -slack && box.right <= window.innerWidth + slack;
  };
  const note = (what: string, box: DOMRect, from: Element) => {
    if (
      box.width === 0 ||
      box.height === 0 ||
      !from.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    )
      return;
    if (!shownWhole(box, from)) cut.add(`${from.tagName.toLowerCase()}: ${what.trim().slice(0, 60)}`);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    if (!node.textContent?.trim() || !node.parentElement) continue;
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) note(node.textContent, box, node.parentElement);
  }
  for (const control of document.querySelectorAll('button, input, select, textarea, a[href]'))
    note(control.getAttribute('aria-label') ?? control.textContent, control.getBoundingClientRect(), control);
  return [...cut];
}
