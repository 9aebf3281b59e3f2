/** The portal's sign-in: its public face. */
export { createPortalAuthenticator } from './authenticate.ts';
export { sessionCookie } from './cookie.ts';
export { createPortalRealm } from './realm.ts';
export { startPortalSession } from './sessions.ts';
