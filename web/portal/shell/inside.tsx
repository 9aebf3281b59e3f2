/** Around every screen of somebody who is in: the firm above, the four places below (beside, on a desk). */
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { follow, matchPath, useAddress } from '../router.ts';
import { portalPaths, screens } from '../routes.ts';
import { type SignedIn, SignedInProvider } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { say } from '../words.ts';
import { FirmName, firmColours } from './firm-name.tsx';
import { IdleWatch } from './idle-watch.tsx';
import { PlaceIcon } from './place-icon.tsx';
import { QuickExit } from './quick-exit.tsx';

const places = [
  { name: 'messages', path: portalPaths.messages },
  { name: 'files', path: portalPaths.files },
  { name: 'toDo', path: portalPaths.toDo },
  { name: 'account', path: portalPaths.account },
] as const;

/** `covered`: signed off; the screen stays as it is, unseen, until the same person is back. */
export function Inside({ session, covered }: { session: SignedIn; covered: boolean }): ReactNode {
  const { path } = useAddress();
  return (
    <SignedInProvider value={session}>
      <div className="p-inside" hidden={covered} inert={covered} key={session.seat.portalUserId}>
        <a className="p-skip" href="#content">
          {say('skip')}
        </a>
        <header className="p-header" style={firmColours(session.seat)}>
          <FirmName seat={session.seat} />
          <QuickExit country={session.seat.country} />
        </header>
        <nav className="p-nav" aria-label={say('navigation')}>
          {places.map((place) => (
            <a
              key={place.name}
              className="p-nav__place"
              href={place.path}
              aria-current={isAt(place.path, path) ? 'page' : undefined}
              onClick={follow}
            >
              <PlaceIcon place={place.name} />
              <span>{say(place.name)}</span>
            </a>
          ))}
        </nav>
        <main className="p-main" id="content" tabIndex={-1}>
          <Screen covered={covered} />
        </main>
      </div>
      {!covered && <IdleWatch />}
    </SignedInProvider>
  );
}

const isAt = (place: string, path: string) =>
  place === portalPaths.messages
    ? path === place || path.startsWith('/portal/c/')
    : path === place || path.startsWith(`${place}/`);

function Screen({ covered }: { covered: boolean }): ReactNode {
  const address = useAddress();
  // While it is covered the address may wander through the sign-in; the screen stays the one that it was.
  const [kept, setKept] = useState(address);
  useEffect(() => {
    if (!covered) setKept(address);
  }, [covered, address]);
  const { path, search } = covered ? kept : address;
  for (const { path: pattern, screen: Shown } of screens) {
    const params = matchPath(pattern, path);
    if (params)
      return (
        <Suspense fallback={<p className="p-page__about">{say('loading')}</p>}>
          <Shown params={params} search={search} />
        </Suspense>
      );
  }
  return (
    <Page title={say('notFound')} about={say('notFoundAbout')}>
      <p>
        <a href={portalPaths.messages} onClick={follow}>
          {say('toMessages')}
        </a>
      </p>
    </Page>
  );
}
