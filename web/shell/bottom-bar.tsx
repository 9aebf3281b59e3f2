import { IconDots } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './bottom-bar.css';
import { isCurrent, type NavItem } from './nav.ts';
import { Waiting } from './side-nav.tsx';

const NavDrawer = lazy(() => import('./nav-drawer.tsx').then((module) => ({ default: module.NavDrawer })));

/** A phone's navigation: four places under the thumb, the rest under More. */
export function BottomBar({ items, onHelp }: { items: readonly NavItem[]; onHelp: () => void }): ReactNode {
  const { t } = useTranslation(['shell', 'nav']);
  const [open, setOpen] = useState(false);
  const pathname = useRouterState({ select: (state) => state.location.pathname });
  const onBar = items.filter((item) => item.onPhoneBar).slice(0, 4);
  // What waits in a place under More shows on More.
  const hidden = items.find((item) => item.useCount && !onBar.includes(item));
  const elsewhere = !onBar.some((item) => isCurrent(item, pathname));
  return (
    <nav className="bottom-bar" aria-label={t('mainNavigation')}>
      {onBar.map((item) => (
        <Link
          key={item.to}
          to={item.to}
          className="bottom-bar__item"
          aria-current={isCurrent(item, pathname) ? 'page' : undefined}
        >
          <span className="bottom-bar__sign">
            <item.icon size={22} stroke={1.6} aria-hidden />
            {item.useCount && <Waiting useCount={item.useCount} />}
          </span>
          {t(`nav:${item.label}`)}
        </Link>
      ))}
      <button
        type="button"
        className="bottom-bar__item"
        data-current={elsewhere || undefined}
        aria-expanded={open}
        onClick={() => setOpen(true)}
      >
        <span className="bottom-bar__sign">
          <IconDots size={22} stroke={1.6} aria-hidden />
          {hidden?.useCount && <Waiting useCount={hidden.useCount} />}
        </span>
        {t('more')}
      </button>
      <Suspense>
        {open && <NavDrawer items={items} onHelp={onHelp} onClose={() => setOpen(false)} />}
      </Suspense>
    </nav>
  );
}
