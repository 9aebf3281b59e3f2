import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Switch.layer.css';
import { Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { matterTextsQuery, useTextAct } from './queries.ts';

/** Whether texts about a matter hold words. Not there where the firm sends no texts. */
export function MatterTexts({ matterId }: { matterId: string }): ReactNode {
  const { t } = useTranslation('texts');
  const act = useTextAct();
  /** Pressed, and not answered yet. */
  const [wanted, setWanted] = useState<boolean>();
  const { data } = useQuery(matterTextsQuery(matterId));
  if (!data || data.texting === 'off') return null;
  async function set(sensitive: boolean): Promise<void> {
    const params = { id: matterId };
    setWanted(sensitive);
    if (await act(() => api('PUT /api/v1/matters/:id/texts', { params, body: { sensitive } })))
      showDone(t(sensitive ? 'matterOn' : 'matterOff'));
    setWanted(undefined);
  }
  return (
    <Switch
      label={t('matterTexts')}
      description={t('matterTextsAbout')}
      checked={wanted ?? data.sensitive}
      onChange={({ currentTarget }) => void set(currentTarget.checked)}
    />
  );
}
