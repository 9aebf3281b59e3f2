import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Checkbox } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { matterAddress } from '../matters/matter-links.ts';
import { useFields } from '../matters/use-fields.ts';
import { type Purge, purgeSettingsQuery, refreshPurges } from './purge-queries.ts';

/** The second person looks at each matter, and says so. */
export function ConfirmDialog({ purge, onClose }: { purge: Purge; onClose: () => void }): ReactNode {
  const { t } = useTranslation('purges');
  const client = useQueryClient();
  const { data: settings } = useQuery(purgeSettingsQuery);
  const form = useFields(
    { looked: false },
    ({ looked }): Record<string, string> => (looked ? {} : { looked: t('tickNeeded') }),
  );
  const saving = useSaving(
    form,
    () => api('POST /api/v1/purges/:id/confirm', { params: { id: purge.id } }),
    () => {
      onClose();
      showDone(t('confirmed'));
      void refreshPurges(client);
    },
  );
  return (
    <FormDialog
      title={t('confirmTitle')}
      saveLabel={t('confirmAct')}
      saving={saving}
      onClose={onClose}
      size={520}
    >
      {settings && (
        <p>{t('confirmAbout', { count: settings.coolingOffDays, name: purge.proposedBy.name })}</p>
      )}
      <p className="purge__reason">{purge.reason}</p>
      <ul className="erase__list">
        {purge.items.map(({ matterId, number, title }) => (
          <li key={matterId}>
            <Link to={matterAddress(matterId)} target="_blank">
              {`${number} ${title ?? ''}`}
            </Link>
          </li>
        ))}
      </ul>
      <p className="quiet">{t('confirmKept')}</p>
      <Checkbox label={t('confirmTick')} {...form.getInputProps('looked', { type: 'checkbox' })} />
    </FormDialog>
  );
}
