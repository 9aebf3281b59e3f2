// What both service workers do with a push. It is never taken for "looked at": only the page says that.
self.addEventListener('push', (event) => {
  const said = read(event.data);
  if (said) event.waitUntil(show(said));
});

function read(data) {
  try {
    const { title, body, tag, url, icon, badge } = data.json();
    return typeof title === 'string' && typeof url === 'string'
      ? { title, body, tag, url, icon, badge }
      : null;
  } catch {
    return null;
  }
}

// Whoever looks at that very conversation sees the message come.
async function show({ title, url, ...options }) {
  const windows = await self.clients.matchAll({ type: 'window' });
  if (windows.some((page) => page.focused && new URL(page.url).pathname === url)) return;
  await self.registration.showNotification(title, { ...options, data: { url } });
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const url = event.notification.data?.url;
  // Only a page of our own.
  if (typeof url === 'string' && /^\/(?!\/)/.test(url)) event.waitUntil(open(url));
});

async function open(url) {
  const windows = await self.clients.matchAll({ type: 'window' });
  const here = windows.find((page) => page.url.startsWith(self.registration.scope));
  if (!here) return await self.clients.openWindow(url);
  await here.focus();
  return await here.navigate(url).catch(() => self.clients.openWindow(url));
}
