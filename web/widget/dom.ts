/** Making elements. Text is always text: nothing that comes from outside is ever read as HTML. */
import { words } from './words.ts';

type Child = Node | string | null | undefined | false;

/** Attributes by name; `true` sets one without a value, `false` and null leave it out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | boolean | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : String(value));
  fill(made, ...children);
  return made;
}

/** Replaces what is inside. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(
    ...children.filter((child) => child !== null && child !== undefined && child !== false),
  );
}

/** Opens beside the page, so that nothing that was typed is lost. */
export function link(href: string, text: string): HTMLAnchorElement {
  return el(
    'a',
    { href, target: '_blank', rel: 'noopener' },
    text,
    el('span', { class: 'away' }, ` ${words.newWindow}`),
  );
}
