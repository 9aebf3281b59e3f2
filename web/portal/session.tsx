/** Who is signed in to the portal, in this window: asked for at the start and after whatever changes it. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import type { Answer } from '../api/contract.ts';
import { failureWords } from './call.ts';
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
  /** Asks the server; what it says, or null when it does not answer. */
  reload(): Promise<Session | null>;
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
      const session = await api('GET /api/v1/portal/session');
      await take(session);
      return session;
    } catch (error) {
      setFailure(failureWords(error));
      return null;
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
