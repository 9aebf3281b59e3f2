/** A browser that wants to be told: the same for clients and staff. */

export type Subscribed = { endpoint: string; p256dh: string; auth: string };

export const pushWorks = () =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

/** To be called on a press: browsers ask only then. Null: the person said no. */
export async function subscribe(
  worker: { script: string; scope: string },
  publicKey: string,
): Promise<Subscribed | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null;
  const registration = await navigator.serviceWorker.register(worker.script, { scope: worker.scope });
  await activeWorker(registration);
  const old = await registration.pushManager.getSubscription();
  // One that was made for another key of the server cannot be used.
  if (old && !sameKey(old, publicKey)) await old.unsubscribe();
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(publicKey),
  });
  const { endpoint, keys } = made.toJSON();
  const [p256dh, auth] = [keys?.p256dh, keys?.auth];
  if (endpoint === undefined || p256dh === undefined || auth === undefined)
    throw new Error('the browser gave a subscription without keys');
  return { endpoint, p256dh, auth };
}

export async function unsubscribe(scope: string): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(scope);
  await (await registration?.pushManager.getSubscription())?.unsubscribe();
}

async function activeWorker(registration: ServiceWorkerRegistration): Promise<void> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return;
  await new Promise<void>((resolve) => {
    coming.addEventListener('statechange', () => {
      if (coming.state === 'activated') resolve();
    });
  });
}

function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

function sameKey({ options }: PushSubscription, publicKey: string): boolean {
  const key = options.applicationServerKey;
  if (key === null) return false;
  const [one, other] = [new Uint8Array(key), bytesOf(publicKey)];
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
