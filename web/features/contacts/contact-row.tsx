import { IconAlertTriangle, IconBuilding, IconUser, IconUsersGroup } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { type ContactListItem, hasNumberProblem, isNamedByNumber, reachOf } from './contact-words.ts';

const icons = { person: IconUser, company: IconBuilding, group: IconUsersGroup } as const;

export function ContactIcon({ kind, size = 18 }: { kind: keyof typeof icons; size?: number }): ReactNode {
  const { t } = useTranslation('contacts');
  const Icon = icons[kind];
  return (
    <span className="contact-icon" title={t(kind)}>
      <Icon size={size} stroke={1.75} aria-hidden />
      <span className="visually-hidden">{t(kind)}</span>
    </span>
  );
}

/** One contact: what it is, its name, how to reach it. */
export function ContactRow({ contact }: { contact: ContactListItem }): ReactNode {
  const { t } = useTranslation('contacts');
  const employer =
    contact.kind === 'person' && contact.companyName !== contact.displayName ? contact.companyName : '';
  const unnamed = isNamedByNumber(contact);
  return (
    <>
      <ContactIcon kind={contact.kind} />
      <span className="contact-row">
        <span className="contact-row__line">
          <span className="contact-row__name">
            {unnamed ? <Reach contact={contact} /> : contact.displayName}
          </span>
          {contact.createdBy === 'call_logging' && (
            <span className="contact-row__side">{t('madeByCalls')}</span>
          )}
        </span>
        <span className="contact-row__line contact-row__quiet">
          <span className="contact-row__cut">
            {unnamed ? t('noNameYet') : <Reach contact={contact} />}
            {employer && ` · ${employer}`}
          </span>
          {hasNumberProblem(contact) && (
            <span className="contact-row__problem" title={t('numberProblem')}>
              <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
              <span className="visually-hidden">{t('numberProblem')}</span>
            </span>
          )}
        </span>
      </span>
    </>
  );
}

function Reach({ contact }: { contact: ContactListItem }): ReactNode {
  const { t } = useTranslation('contacts');
  const reach = reachOf(contact);
  if (reach === undefined) return t('noReach');
  return reach.startsWith('+') ? <PhoneNumber number={reach} /> : reach;
}
