/** Around every screen of somebody who is in: the firm above, the places below (beside, on a desk). */
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { holdNews } from '../live.ts';
import { follow, matchPath, useAddress } from '../router.ts';
import { portalPaths, screens } from '../routes.ts';
import { type SignedIn, SignedInProvider } from '../session.tsx';
import { Page } from '../ui/page.tsx';
import { say } from '../words.ts';
import { FirmName, firmColours } from './firm-name.tsx';
import { IdleWatch } from './idle-watch.tsx';
import { PlaceIcon } from './place-icon.tsx';
import { Places } from './places.tsx';
import { QuickExit } from './quick-exit.tsx';

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
          <span className="p-header__acts">
            <a
              className="p-exit p-header__account"
              href={portalPaths.account}
              aria-current={path === portalPaths.account ? 'page' : undefined}
              onClick={follow}
            >
              <PlaceIcon place="account" />
              <span>{say('account')}</span>
            </a>
            <QuickExit exit={session.seat} />
          </span>
        </header>
        <Places />
        <main className="p-main" id="content" tabIndex={-1}>
          <Screen covered={covered} />
        </main>
      </div>
      {!covered && <IdleWatch />}
      {covered && <NewsHeld />}
    </SignedInProvider>
  );
}

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
        <a href={portalPaths.home} onClick={follow}>
          {say('toHome')}
        </a>
      </p>
    </Page>
  );
}

/** Whoever is signed off hears nothing until they are back. */
function NewsHeld(): null {
  useEffect(holdNews, []);
  return null;
}
