import type { QueryClient } from '@tanstack/react-query';
import { redirect } from '@tanstack/react-router';
import { type Area, guard } from '../api/session-guard.ts';
import { sessionQuery } from '../api/session-query.ts';
import { speakAs } from '../i18n/i18n.ts';

export type RouterContext = { queryClient: QueryClient };

/** `beforeLoad` of an area's routes: asks who is there and sends those who belong elsewhere on. */
export function onlyIn(area: Area) {
  return async (visit: { context: RouterContext; location: { href: string } }): Promise<void> => {
    const session = await visit.context.queryClient.ensureQueryData(sessionQuery);
    const elsewhere = guard(session, area, visit.location.href);
    if (elsewhere !== undefined) throw redirect({ href: elsewhere });
    if (session.state === 'signed_in') await speakAs(session.me.firm.country);
  };
}
