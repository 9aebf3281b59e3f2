import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { showDone } from '../../ui/toasts.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { StaffMember } from './staff-names.ts';
import { useStaffWrites } from './staff-writes.ts';

/** The server's word that somebody leaves who alone sees restricted matters; the answer must name a successor. */
export const successorField = 'handRestrictedMattersTo';

/** Asks who is to see the restricted matters that nobody else can open; `reason` is the server's sentence. */
export function HandOver(props: { leaver: StaffMember; reason: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation('staff');
  const { change } = useStaffWrites();
  const { leaver } = props;
  const name = `${leaver.firstName} ${leaver.lastName}`;
  const colleagues = useStaffOptions().filter(({ value }) => value !== leaver.id);
  const form = useFields(
    { successor: '' },
    ({ successor }): Record<string, string> => (successor === '' ? { successor: t('chooseSuccessor') } : {}),
  );
  const saving = useSaving(
    form,
    ({ successor }) => change(leaver.id, { active: false, [successorField]: successor }),
    () => {
      props.onClose();
      showDone(t('deactivatedDone', { name }));
    },
  );
  return (
    <FormDialog
      title={t('handOverTitle', { name })}
      saveLabel={t('handOver')}
      saving={saving}
      onClose={props.onClose}
      size={460}
    >
      <p className="quiet">{props.reason}</p>
      <Select
        label={t('successor')}
        description={t('successorAbout')}
        data={colleagues}
        searchable
        {...form.getInputProps('successor')}
      />
    </FormDialog>
  );
}
