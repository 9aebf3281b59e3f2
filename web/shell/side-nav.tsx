import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session.tsx';
import { isCurrent, type NavItem } from './nav.ts';
import './side-nav.css';
import { StaffMenu } from './staff-menu.tsx';

/** The column at the left of a wide screen. */
export function SideNav({ items, onHelp }: { items: readonly NavItem[]; onHelp: () => void }): ReactNode {
  const { t } = useTranslation();
  const { firm } = useMe();
  return (
    <nav className="side-nav" aria-label={t('mainNavigation')}>
      <Link to="/" className="side-nav__firm">
        <FirmMark name={firm.name} />
        <span className="side-nav__firm-name">{firm.name}</span>
      </Link>
      <NavList items={items.filter((item) => item.place === 'main')} />
      <div className="side-nav__foot">
        <NavList items={items.filter((item) => item.place === 'foot')} />
        <StaffMenu onHelp={onHelp} />
      </div>
    </nav>
  );
}

export function NavList({
  items,
  onChoose,
}: {
  items: readonly NavItem[];
  onChoose?: () => void;
}): ReactNode {
  if (items.length === 0) return null;
  return (
    <ul className="nav-list">
      {items.map((item) => (
        <li key={item.to}>
          <NavLink item={item} {...(onChoose && { onChoose })} />
        </li>
      ))}
    </ul>
  );
}

function NavLink({ item, onChoose }: { item: NavItem; onChoose?: () => void }): ReactNode {
  const { t } = useTranslation('nav');
  const current = useRouterState({ select: (state) => isCurrent(item, state.location.pathname) });
  const Icon = item.icon;
  return (
    <Link
      to={item.to}
      className="nav-link"
      aria-current={current ? 'page' : undefined}
      {...(onChoose && { onClick: onChoose })}
    >
      <Icon size={18} stroke={1.75} aria-hidden />
      <span className="nav-link__label">{t(item.label)}</span>
      {item.useCount && <Waiting useCount={item.useCount} />}
    </Link>
  );
}

/** How many wait: the only colour in the navigation. */
export function Waiting({ useCount }: { useCount: () => number | undefined }): ReactNode {
  const { t } = useTranslation();
  const count = useCount();
  if (count === undefined || count === 0) return null;
  return (
    <span className="nav-count figures">
      <span aria-hidden>{count > 999 ? '999+' : count}</span>
      <span className="visually-hidden">{t('waiting', { count })}</span>
    </span>
  );
}

/** The firm's initial on its own tile, until it uploads a mark. */
function FirmMark({ name }: { name: string }): ReactNode {
  return (
    <span className="firm-mark" aria-hidden>
      {name.trim().charAt(0).toUpperCase()}
    </span>
  );
}
