/** The whole portal: which of its pages somebody sees, by how far in they are and by the address. */
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { leaveNothing, startApp } from './app.ts';
import { serveCalls } from './call.ts';
import { AskScreen } from './features/sign-in/ask-screen.tsx';
import { CheckMailScreen } from './features/sign-in/check-mail-screen.tsx';
import { ConfirmScreen, SeatScreen } from './features/sign-in/last-steps.tsx';
import { LinkScreen } from './features/sign-in/link-screen.tsx';
import { SecondFactorScreen } from './features/sign-in/second-factor-screen.tsx';
import { type AskedProof, StepUp } from './features/sign-in/step-up.tsx';
import { matchPath, navigate, placeAfterSignIn, useAddress } from './router.ts';
import { type Session, type SignedIn, useDoor } from './session.tsx';
import { EntryFrame } from './shell/entry-frame.tsx';
import { Inside } from './shell/inside.tsx';
import { wearColours } from './shell/look.ts';
import { anyExit, useQuickExit } from './shell/quick-exit.tsx';
import { SignedOff } from './shell/signed-off.tsx';
import { Button } from './ui/button.tsx';
import { Notice } from './ui/notice.tsx';
import { say } from './words.ts';

const SetUpScreen = lazy(async () => ({
  default: (await import('./features/sign-in/set-up-screen.tsx')).SetUpScreen,
}));

export function Portal(): ReactNode {
  const { held, failure, reload } = useDoor();
  const { path, search } = useAddress();
  const session = held?.session;
  useQuickExit(session?.state === 'signed_in' ? session.seat : anyExit);
  useApp(session);
  // Whoever was in keeps their page, with what they typed, when they are signed off.
  const [last, setLast] = useState<SignedIn | null>(null);
  if (session?.state === 'signed_in' && session !== last) setLast(session);
  // Being in already does not take the printed codes away before they were kept.
  const [showsCodes, setShowsCodes] = useState(false);
  const proof = useProof();
  const link = matchPath('/portal/link/:token', path);

  if (link) return <LinkScreen token={link.token ?? ''} />;
  if (!session)
    return (
      <EntryFrame>
        {failure === undefined ? (
          <p className="p-page__about">{say('loading')}</p>
        ) : (
          <Notice kind="bad">
            <p>{failure}</p>
            <Button look="plain" onClick={() => void reload()}>
              {say('tryAgain')}
            </Button>
          </Notice>
        )}
      </EntryFrame>
    );
  if (session.state === 'set_up_factor' || showsCodes)
    return (
      <Suspense fallback={null}>
        <SetUpScreen onCodes={setShowsCodes} />
      </Suspense>
    );
  const keeps = last !== null && !isDoor(path);
  return (
    <>
      {keeps && <Inside session={last} covered={session.state !== 'signed_in'} />}
      {session.state === 'signed_in' && proof.asked && <StepUp asked={proof.asked} session={session} />}
      {session.state === 'signed_in' && isDoor(path) && <Onwards to={placeAfterSignIn(search.get('from'))} />}
      {session.state === 'signed_out' &&
        (keeps ? <SignedOff address={last.number ?? last.email} /> : <Outside />)}
      {session.state === 'second_factor' && <SecondFactorScreen session={session} />}
      {session.state === 'choose_firm' && <SeatScreen seats={session.seats} />}
      {session.state === 'confirm' && <ConfirmScreen session={session} />}
    </>
  );
}

/** In the firm's colours and as its app while one is in; of who is out nothing stays on the device. */
function useApp(session: Session | undefined): void {
  const seat = session?.state === 'signed_in' ? session.seat : null;
  const out = session?.state === 'signed_out';
  const [firmId, accent] = [seat?.firmId, seat?.accent];
  useEffect(() => {
    if (firmId !== undefined) startApp({ firmId });
    if (accent !== undefined) wearColours({ accent });
  }, [firmId, accent]);
  useEffect(() => {
    // Notices that cannot be closed now are closed with the next visit.
    if (out) void leaveNothing().catch(() => undefined);
  }, [out]);
}

const isDoor = (path: string) => path.startsWith('/portal/sign-in');

/** The sign-in, which remembers where one wanted to go. */
function Outside(): ReactNode {
  const { path, search } = useAddress();
  const asked = matchPath('/portal/sign-in/:request', path);
  useEffect(() => {
    if (isDoor(path)) return;
    const from = `${path}${window.location.search}`;
    const query = from === '/portal' ? '' : `?${new URLSearchParams({ from }).toString()}`;
    navigate(`/portal/sign-in${query}`, { replace: true });
  }, [path]);
  return (
    <EntryFrame>
      {asked ? (
        <CheckMailScreen request={asked.request ?? ''} from={search.get('from') ?? ''} />
      ) : (
        <AskScreen from={search.get('from') ?? ''} />
      )}
    </EntryFrame>
  );
}

function Onwards({ to }: { to: string }): ReactNode {
  useEffect(() => navigate(to, { replace: true }), [to]);
  return null;
}

/** What a call to the server waits for: a proof, or that somebody signs in again. */
function useProof(): { asked: AskedProof | null } {
  const [asked, setAsked] = useState<AskedProof | null>(null);
  const { reload } = useDoor();
  const waiting = useRef<Promise<boolean> | null>(null);
  useEffect(
    () =>
      serveCalls({
        stillIn: async () => (await reload())?.state === 'signed_in',
        askProof(reason) {
          // Several calls at one moment wait for the same proof.
          waiting.current ??= new Promise<boolean>((resolve) => {
            setAsked({
              reason,
              answer(proven) {
                waiting.current = null;
                setAsked(null);
                resolve(proven);
              },
            });
          });
          return waiting.current;
        },
      }),
    [reload],
  );
  return { asked };
}
