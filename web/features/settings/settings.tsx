import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type SettingsSection, settingsGroups } from './sections.ts';
import './settings.css';

/** All settings on one page, each with a line that says what it is for. */
export function Settings(): ReactNode {
  const { t } = useTranslation('settings');
  const { firm, staff } = useMe();
  const groups = settingsGroups
    .map(({ title, sections }) => ({
      title,
      sections: sections.filter(({ roles }) => roles === undefined || roles.includes(staff.role)),
    }))
    .filter(({ sections }) => sections.length > 0);
  return (
    <div className="settings">
      <PageHeader title={t('title')} subtitle={firm.name} />
      <div className="settings__body">
        {groups.map(({ title, sections }) => (
          <section key={title} className="settings__group" aria-label={t(title)}>
            <h2 className="settings__group-title">{t(title)}</h2>
            <ul className="settings__sections">
              {sections.map((section) => (
                <li key={section.to}>
                  <SectionLink section={section} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}

function SectionLink({ section }: { section: SettingsSection }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <Link to={section.to} className="settings-link">
      <span className="settings-link__icon" aria-hidden>
        <section.icon size={20} stroke={1.6} />
      </span>
      <span className="settings-link__words">
        <span className="settings-link__label">{t(section.name)}</span>
        <span className="settings-link__about">{t(`${section.name}About`)}</span>
      </span>
      <IconChevronRight size={18} stroke={1.75} className="settings-link__arrow" aria-hidden />
    </Link>
  );
}
