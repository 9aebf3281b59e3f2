import { IconChevronRight, IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Fragment, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../api/contract.ts';
import { useMe } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import './settings-page.css';

/**
 * The frame of one settings page: where one is, its title, its content. `under` are the pages between Settings and this
 * one. `fill` gives the content the whole height (a list with a detail). Somebody without one of `roles` is told so instead.
 */
export function SettingsPage(props: {
  title: string;
  under?: readonly { to: string; label: string }[];
  subtitle?: ReactNode;
  actions?: ReactNode;
  above?: ReactNode;
  fill?: boolean;
  roles?: readonly Role[];
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('settings');
  const { staff } = useMe();
  const allowed = props.roles === undefined || props.roles.includes(staff.role);
  return (
    <div className="settings-page" data-fill={props.fill || undefined}>
      <nav className="settings-page__where" aria-label={t('where')}>
        {[{ to: paths.settings, label: t('title') }, ...(props.under ?? [])].map(({ to, label }) => (
          <Fragment key={to}>
            <Link to={to}>{label}</Link>
            <IconChevronRight size={14} stroke={1.75} aria-hidden />
          </Fragment>
        ))}
        <span aria-current="page">{props.title}</span>
      </nav>
      <PageHeader
        title={props.title}
        {...(props.subtitle && { subtitle: props.subtitle })}
        {...(allowed && props.actions && { actions: props.actions })}
      >
        {allowed && props.above}
      </PageHeader>
      {allowed ? (
        <div className="settings-page__body">{props.children}</div>
      ) : (
        <EmptyState icon={<IconLock size={24} stroke={1.5} />} title={t('notYoursTitle')}>
          {t('notYours')}
        </EmptyState>
      )}
    </div>
  );
}

/** One subject of a page: what it is at the left, what can be done at the right; below each other on a phone. */
export function SettingsBlock(props: { title: string; about?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <section className="settings-block" aria-label={props.title}>
      <div className="settings-block__words">
        <h2 className="settings-block__title">{props.title}</h2>
        {props.about && <p className="settings-block__about">{props.about}</p>}
      </div>
      <div className="settings-block__content">{props.children}</div>
    </section>
  );
}
