/** Addresses of single files: sealed, short-lived, of one session, and no more than a wish that is decided anew each time. */
import { z } from 'zod';
import type { PortalPrincipal, Principal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { portalSessionStands } from '../portal-sign-in/index.ts';
import { signInStands } from '../staff/index.ts';
import type { Person } from './person.ts';

/** A link can be opened for so long. What began goes on, as long as the person may. */
export const linkMs = 5 * 60_000;
const purpose = 'files.link';

const who = z.discriminatedUnion('via', [
  z.object({ via: z.enum(['session', 'token']), staffId: z.uuid(), sessionId: z.string() }),
  z.object({ via: z.literal('portal'), portalUserId: z.uuid(), sessionId: z.uuid() }),
]);
const content = z.object({
  firmId: z.uuid(),
  fileId: z.uuid(),
  what: z.enum(['download', 'page']),
  page: z.number().int(),
  who,
  /** Milliseconds since 1970. */
  until: z.number(),
});
export type Link = z.infer<typeof content>;
export type LinkOwner = z.infer<typeof who>;

export function ownerOf(principal: Principal | PortalPrincipal): LinkOwner {
  if ('portalUserId' in principal) {
    const { portalUserId, sessionId } = principal;
    return { via: 'portal', portalUserId, sessionId };
  }
  const { via, staffId, sessionId } = principal;
  if (sessionId === undefined) throw problem('signed_out');
  return { via, staffId, sessionId };
}

type Deps = Pick<Platform, 'secrets' | 'filesUrl' | 'clock' | 'database'>;

export function makeLink(
  { secrets, filesUrl, clock }: Deps,
  wanted: Omit<Link, 'until'>,
): { url: string; expiresAt: string } {
  const until = clock.now().getTime() + linkMs;
  const token = secrets.seal(JSON.stringify({ ...wanted, until }), purpose).toString('base64url');
  return { url: new URL(`/f/${token}`, filesUrl).href, expiresAt: new Date(until).toISOString() };
}

/** Null: not one of ours, or too old. */
export function readLink({ secrets, clock }: Deps, token: string): Link | null {
  let text: string;
  try {
    text = secrets.open(Buffer.from(token, 'base64url'), purpose);
  } catch {
    return null;
  }
  const link = content.parse(JSON.parse(text));
  return link.until > clock.now().getTime() ? link : null;
}

/** Who holds a link, if the session that it was made in still stands. */
export async function holderOf(deps: Deps, { firmId, who: owner }: Link): Promise<Person | null> {
  if (owner.via === 'portal') {
    const session = await portalSessionStands(deps, { firmId, ...owner });
    return session && { firmId, staffId: null, portalUserId: owner.portalUserId, ...session };
  }
  const stands = await signInStands(deps, { firmId, ...owner });
  return stands ? { firmId, staffId: owner.staffId, portalUserId: null, secondFactor: true } : null;
}
