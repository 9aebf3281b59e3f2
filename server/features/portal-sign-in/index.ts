/** The portal's sign-in: its public face. */
export { createPortalAuthenticator } from './authenticate.ts';
export { sessionCookie } from './cookie.ts';
export { portalSessionStands } from './session-stands.ts';
export { startPortalSession } from './sessions.ts';
