import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Fields } from '../matters/use-fields.ts';
import { ContactPicker } from './contact-picker.tsx';
import type { ContactValues } from './contact-values.ts';

/** Who belongs to a group. */
export function Members({ form }: { form: Fields<ContactValues> }): ReactNode {
  const { t } = useTranslation('contacts');
  const { members } = form.values;
  return (
    <div className="many">
      <ContactPicker
        key={members.length}
        label={t('members')}
        placeholder={t('addMember')}
        value={null}
        onChange={(chosen) => {
          if (chosen && !members.some(({ value }) => value === chosen.value))
            form.setFieldValue('members', [...members, chosen]);
        }}
      />
      <ul className="members">
        {members.map((member) => (
          <li key={member.value} className="members__member">
            {member.label}
            <ActionIcon
              size={28}
              aria-label={t('removeMember', { name: member.label })}
              onClick={() =>
                form.setFieldValue(
                  'members',
                  members.filter((one) => one !== member),
                )
              }
            >
              <IconX size={14} stroke={1.75} aria-hidden />
            </ActionIcon>
          </li>
        ))}
      </ul>
    </div>
  );
}
