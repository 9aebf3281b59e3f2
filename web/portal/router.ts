/** The portal's addresses: a few lines instead of the staff app's router, which weighs a third of what a phone may load. */
import { type MouseEvent, useSyncExternalStore } from 'react';

const changed = new EventTarget();

/** Where one is: path and search. */
function here(): string {
  return `${window.location.pathname}${window.location.search}`;
}

function subscribe(tell: () => void): () => void {
  window.addEventListener('popstate', tell);
  changed.addEventListener('navigated', tell);
  return () => {
    window.removeEventListener('popstate', tell);
    changed.removeEventListener('navigated', tell);
  };
}

export function useAddress(): { path: string; search: URLSearchParams } {
  const address = useSyncExternalStore(subscribe, here);
  const url = new URL(address, window.location.origin);
  return { path: url.pathname, search: url.searchParams };
}

export function navigate(
  to: string,
  { replace = false, state = null }: { replace?: boolean; state?: unknown } = {},
): void {
  if (replace) window.history.replaceState(state, '', to);
  else window.history.pushState(state, '', to);
  changed.dispatchEvent(new Event('navigated'));
  window.scrollTo(0, 0);
}

/** For links: a plain click stays in the app, with keys held it is the browser's own. */
export function follow(event: MouseEvent<HTMLAnchorElement>): void {
  if (
    event.defaultPrevented ||
    event.button !== 0 ||
    event.metaKey ||
    event.ctrlKey ||
    event.shiftKey ||
    event.altKey
  )
    return;
  event.preventDefault();
  const { pathname, search } = new URL(event.currentTarget.href);
  navigate(`${pathname}${search}`);
}

/** `/portal/c/:id` on `/portal/c/7` → `{ id: '7' }`; null when it is another address. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const [wanted, given] = [pattern, path].map((text) => text.split('/').filter(Boolean));
  if (!wanted || !given || wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decode(value);
    else if (part !== value) return null;
  }
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address inside the portal to go to, else its front page; never its sign-in pages, where one has just been. */
export function placeAfterSignIn(wanted: string | null): string {
  const inside =
    wanted !== null && /^\/portal(?:[/?]|$)/.test(wanted) && !/^\/portal\/(?:sign-in|link)\b/.test(wanted);
  return inside && !wanted.includes('//') ? wanted : '/portal';
}
