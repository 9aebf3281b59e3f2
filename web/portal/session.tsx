/** Who is signed in to the portal, in this window: asked for at the start and after whatever changes it. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { api } from '../api/client.ts';
import type { Answer } from '../api/contract.ts';
import { ApiProblem } from '../api/problem.ts';
import { failureWords } from './call.ts';
import { say, speakAs } from './words.ts';

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

const retryMs = 5_000;

const DoorContext = createContext<Door | null>(null);

export function SessionProvider({ children }: { children: ReactNode }): ReactNode {
  const [held, setHeld] = useState<Held | null>(null);
  const [failure, setFailure] = useState<string>();
  const take = useCallback(async (session: Session) => {
    if ('seat' in session) await speakAs(session.seat.country);
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
      // Whether one is offline or the server is away, a browser does not know.
      const unheard = error instanceof ApiProblem && error.status === 0;
      setFailure(unheard ? say('offline') : failureWords(error));
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
    const online = () => void reload();
    window.addEventListener('online', online);
    return () => {
      document.removeEventListener('visibilitychange', back);
      window.removeEventListener('online', online);
    };
  }, [reload]);
  useEffect(() => {
    if (failure === undefined) return;
    const again = setInterval(() => void reload(), retryMs);
    return () => clearInterval(again);
  }, [failure, reload]);
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
