import type { Session } from './session-query.ts';

/** Which area of the app each state of the session belongs to; everything else redirects there. One table. */
const areaOf = {
  signed_in: { area: 'app', at: '/' },
  signed_out: { area: 'sign-in', at: '/sign-in' },
  set_up_needed: { area: 'set-up', at: '/setup' },
} as const;

export type Area = (typeof areaOf)[Session['state']]['area'];

/** Where to go instead, or undefined to stay. A signed-out person comes back to where they were going. */
export function guard(session: Session, area: Area, here: string): string | undefined {
  const own = areaOf[session.state];
  if (own.area === area) return undefined;
  return session.state === 'signed_out' && area === 'app' && here !== '/'
    ? `${own.at}?from=${encodeURIComponent(here)}`
    : own.at;
}

/** The place to return to after signing in; only an address of this app, never another site's. */
export function returnAddress(from: string | undefined): string {
  return from?.startsWith('/') && !/^\/[/\\]/.test(from) ? from : '/';
}
