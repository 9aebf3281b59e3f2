import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../../ui/facts.css';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import type { StaffMember } from './staff-names.ts';

/** A colleague, for those who may look but not change. */
export function StaffFacts({ staff }: { staff: StaffMember }): ReactNode {
  const { t } = useTranslation(['staff', 'entry']);
  return (
    <dl className="facts">
      <dt>{t('entry:email')}</dt>
      <dd>
        <a href={`mailto:${staff.email}`}>{staff.email}</a>
      </dd>
      <dt>{t('role')}</dt>
      <dd>{t(`role_${staff.role}`)}</dd>
      {staff.extension !== null && (
        <>
          <dt>{t('extension')}</dt>
          <dd className="figures">{staff.extension}</dd>
        </>
      )}
      {staff.directNumbers.length > 0 && (
        <>
          <dt>{t('directNumbers')}</dt>
          <dd>
            {staff.directNumbers.map((number) => (
              <div key={number}>
                <PhoneNumber number={number} dial />
              </div>
            ))}
          </dd>
        </>
      )}
    </dl>
  );
}
