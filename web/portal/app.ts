/** The portal as an app of the firm: what a browser needs to offer it, pushes on this device, and leaving nothing behind. */
import { forgetDrafts } from './kept-drafts.ts';
import type { Seat } from './session.tsx';

const worker = '/portal-sw.js';
const scope = '/portal';

/** The browser's own question, kept until somebody presses our button; only Chromium has it. */
interface InstallQuestion extends Event {
  prompt(): Promise<unknown>;
}
const isQuestion = (event: Event): event is InstallQuestion => 'prompt' in event;

let question: InstallQuestion | null = null;
window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  if (isQuestion(event)) question = event;
});

export const isInstalled = () => window.matchMedia('(display-mode: standalone)').matches;
/** Apple offers no question: one adds the page by hand. */
export const isApple = () => /iphone|ipad|ipod/i.test(navigator.userAgent);
export const canInstall = () => !isInstalled() && (question !== null || isApple());
/** True when the browser asked. */
export async function install(): Promise<boolean> {
  const asked = question;
  question = null;
  await asked?.prompt();
  return asked !== null;
}

/** For whoever is in: the firm's manifest and icon, and the worker. */
export function startApp(seat: Pick<Seat, 'firmId'>): void {
  setLink('manifest', `/portal/app.webmanifest?firm=${seat.firmId}`);
  setLink('apple-touch-icon', `/portal/app/${seat.firmId}/apple-180.png`);
  // Without it the portal works as before; private windows have none.
  void navigator.serviceWorker?.register(worker, { scope }).catch(() => undefined);
}

function setLink(rel: string, href: string): void {
  const link =
    document.querySelector<HTMLLinkElement>(`link[rel="${rel}"]`) ?? document.createElement('link');
  link.rel = rel;
  if (link.getAttribute('href') !== href) link.href = href;
  document.head.append(link);
}

/** Whoever is out leaves neither words, nor notices, nor a device that is told. The page without content may stay. */
export async function leaveNothing(): Promise<void> {
  forgetDrafts();
  const registration = await navigator.serviceWorker?.getRegistration(scope);
  if (!registration) return;
  for (const notice of await registration.getNotifications()) notice.close();
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
}
