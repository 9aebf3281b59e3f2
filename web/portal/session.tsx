/** Who is signed in to the portal, in this window: asked for at the start and after whatever changes it. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import type { Answer } from '../api/contract.ts';
import { failureWords } from './call.ts';
import { navigate } from './router.ts';
import { speakAs } from './words.ts';

export type Session = Answer<'GET /api/v1/portal/session'>;
export type SignedIn = Extract<Session, { state: 'signed_in' }>;
export type Seat = SignedIn['seat'];

interface Held {
  session: Session;
  /** What the server's clock is ahead of this device's, in milliseconds. */
  aheadMs: number;
}

interface Door {
  held: Held | null;
  failure: string | undefined;
  take(session: Session): Promise<void>;
  reload(): Promise<void>;
}

const DoorContext = createContext<Door | null>(null);

export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const [held, setHeld] = useState<Held | null>(null);
  const [failure, setFailure] = useState<string>();
  const take = useCallback(async (session: Session) => {
    if (session.state === 'signed_in' || session.state === 'confirm') await speakAs(session.seat.country);
    const aheadMs = session.state === 'signed_in' ? Date.parse(session.now) - Date.now() : 0;
    setHeld({ session, aheadMs });
    setFailure(undefined);
  }, []);
  const reload = useCallback(async () => {
    try {
      await take(await api('GET /api/v1/portal/session'));
    } catch (error) {
      setFailure(failureWords(error));
    }
  }, [take]);
  useEffect(() => {
    void reload();
    // The link may be pressed in another tab, and somebody may sign off there.
    const back = () => {
      if (document.visibilityState === 'visible') void reload();
    };
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [reload]);
  const door = useMemo(() => ({ held, failure, take, reload }), [held, failure, take, reload]);
  return <DoorContext value={door}>{children}</DoorContext>;
}

export function useDoor(): Door {
  const door = useContext(DoorContext);
  if (!door) throw new Error('useDoor needs SessionProvider');
  return door;
}

const SignedInContext = createContext<SignedIn | null>(null);
export const SignedInProvider = SignedInContext.Provider;

/** For screens that are there only for somebody who is in. */
export function useSignedIn(): SignedIn {
  const session = useContext(SignedInContext);
  if (!session) throw new Error('this screen is for somebody who is signed in');
  return session;
}

/** By the person's own will: nothing of their page is kept. */
export async function signOff(door: Pick<Door, 'take'>): Promise<void> {
  await api('DELETE /api/v1/portal/session');
  navigate('/portal/sign-in', { replace: true });
  await door.take({ state: 'signed_out' });
}
