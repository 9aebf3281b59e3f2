import { useHotkeys } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouter, useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../api/live.ts';
import { SessionProvider, useMe } from '../api/session.tsx';
import { sessionQuery } from '../api/session-query.ts';
import { useShortcuts } from '../ui/keyboard.ts';
import { Toasts } from '../ui/toasts.tsx';
import './app-frame.css';
import { BottomBar } from './bottom-bar.tsx';
import { navFor, navItems } from './nav.ts';
import { SideNav } from './side-nav.tsx';

const KeyboardHelp = lazy(() =>
  import('../ui/keyboard-help.tsx').then((module) => ({ default: module.KeyboardHelp })),
);

const Finder = lazy(() => import('./finder.tsx').then((module) => ({ default: module.Finder })));

/** The frame of every signed-in screen: navigation, the screen, toasts, keyboard help, live updates. */
export function AppFrame(): ReactNode {
  useLeaveWhenSignedOut();
  return (
    <SessionProvider>
      <Frame />
    </SessionProvider>
  );
}

/** A session that ended (expired, revoked elsewhere) is noticed by the next call; the guards then take over. */
function useLeaveWhenSignedOut(): void {
  const router = useRouter();
  const state = useQuery(sessionQuery).data?.state;
  useEffect(() => {
    if (state !== undefined && state !== 'signed_in') void router.invalidate();
  }, [state, router]);
}

function Frame(): ReactNode {
  const { t } = useTranslation(['shell', 'nav']);
  const { staff } = useMe();
  const items = navFor(navItems, staff.role);
  const live = useLive();
  const navigate = useNavigate();
  const [help, setHelp] = useState(false);
  const [finding, setFinding] = useState(false);
  useHotkeys([['mod+K', () => setFinding(true)]], []);
  useShortcuts([
    { keys: '?', label: t('showShortcuts'), run: () => setHelp(true), general: true },
    ...items.map((item) => ({
      keys: `g ${item.key}`,
      label: t('goTo', { place: t(`nav:${item.label}`) }),
      run: () => void navigate({ href: item.to }),
      general: true,
    })),
  ]);
  return (
    <div className="app-frame">
      <a className="app-frame__skip" href="#content">
        {t('skipToContent')}
      </a>
      <SideNav items={items} onHelp={() => setHelp(true)} />
      <main id="content" className="app-frame__main" tabIndex={-1}>
        {live === 'reconnecting' && (
          <p className="app-frame__reconnecting" role="status" title={t('reconnectingWhy')}>
            {t('reconnecting')}
          </p>
        )}
        <MovingLine />
        <Outlet />
      </main>
      <BottomBar items={items} onHelp={() => setHelp(true)} />
      <Toasts />
      <Suspense>{finding && <Finder pages={items} onClose={() => setFinding(false)} />}</Suspense>
      <Suspense>{help && <KeyboardHelp onClose={() => setHelp(false)} />}</Suspense>
    </div>
  );
}

/** A hairline while the next screen's code or data is on its way. */
function MovingLine(): ReactNode {
  const moving = useRouterState({ select: (state) => state.isLoading });
  return <div className="app-frame__moving" data-moving={moving || undefined} aria-hidden />;
}
