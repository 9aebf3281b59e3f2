// Of the client portal: pushes, and its empty pages for when there is no connection. Nothing that the server says of anybody
// is kept: only the page without content and the files it is made of, which are the same for everybody.
importScripts('/push-notices.js');

const shellCache = 'portal-shell-1';
const shell = '/portal';

self.addEventListener('install', (event) => event.waitUntil(fetch(shell).then(keepShell)));
self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((name) => name !== shellCache).map((name) => caches.delete(name))),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (/^\/portal(?:\/(?!api\/|app\/|address-check).*)?$/.test(pathname)) event.respondWith(page(event));
  } else if (isPart(pathname)) event.respondWith(part(request));
});

const isPart = (pathname) => pathname.startsWith('/assets/') || pathname === '/colour-scheme.js';

// The newest page while there is a connection, so that none is ever stale.
async function page(event) {
  try {
    const fresh = await fetch(event.request);
    if (fresh.ok && !fresh.redirected) event.waitUntil(keepShell(fresh.clone()));
    return fresh;
  } catch {
    return (await caches.match(shell)) ?? Response.error();
  }
}

// Their names carry a hash of what is in them.
async function part(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await (await caches.open(shellCache)).put(request, fresh.clone());
  return fresh;
}

async function keepShell(response) {
  if (!response.ok || !response.headers.get('content-type')?.startsWith('text/html')) return;
  const cache = await caches.open(shellCache);
  const parts = partsOf(await response.clone().text());
  const before = await cache.match(shell);
  const known = before ? partsOf(await before.text()) : [];
  // A new build: what the old one was made of goes.
  if (parts.join() !== known.join())
    for (const request of await cache.keys())
      if (!parts.includes(new URL(request.url).pathname)) await cache.delete(request);
  await cache.put(shell, response);
  for (const path of parts) if (!(await cache.match(path))) await cache.add(path);
}

const partsOf = (html) =>
  [...html.matchAll(/(?:src|href)="(\/(?:assets\/[^"]+|colour-scheme\.js))"/g)].map(([, path]) => path);
