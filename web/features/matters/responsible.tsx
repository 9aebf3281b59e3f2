import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '../../ui/menu-button.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { useStaffOptions } from './firm-lists.ts';
import { type Matter, useChangeMatter } from './matter-queries.ts';

/** Who answers for the matter; pressing the name gives it to somebody else. */
export function Responsible({ matter }: { matter: Matter }): ReactNode {
  const { t } = useTranslation('matters');
  const change = useChangeMatter();
  const staff = useStaffOptions([matter.personResponsibleId]);
  async function give(id: string, name: string): Promise<void> {
    const before = {
      personResponsibleId: matter.personResponsibleId,
      personResponsibleName: matter.personResponsibleName,
    };
    const done = await change(
      matter,
      { personResponsibleId: id },
      { personResponsibleId: id, personResponsibleName: name },
    );
    if (!done) return;
    showDone(t('responsibleSet', { name }), () =>
      change(matter, { personResponsibleId: before.personResponsibleId }, before),
    );
  }
  if (matter.keptIn !== null) return <span>{matter.personResponsibleName ?? t('nobodyResponsible')}</span>;
  return (
    <MenuButton
      className="responsible"
      entries={staff.map(({ value, label }) => ({
        kind: 'item',
        label,
        checked: value === matter.personResponsibleId,
        onChoose: () => void give(value, label),
      }))}
    >
      {matter.personResponsibleName ?? t('nobodyResponsible')}
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}
