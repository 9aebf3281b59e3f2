import { Button } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';
import type { PortalLook } from './queries.ts';

export function LogoBlock(props: { kept: PortalLook; onChanged: (after: PortalLook) => void }): ReactNode {
  const { t } = useTranslation('portal-look');
  const { kept, onChanged } = props;
  const field = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  async function act(work: () => Promise<PortalLook>, words: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      onChanged(await work());
      showDone(words);
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <SettingsBlock title={t('logo')} about={t('logoAbout')}>
      {problem !== undefined && <ProblemAlert error={problem} />}
      {kept.logo !== null && <img className="portal-look__logo" src={kept.logo} alt={t('logoNow')} />}
      <input
        ref={field}
        type="file"
        hidden
        accept="image/png,image/jpeg,image/webp"
        aria-label={t('logoChoose')}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          currentTarget.value = '';
          if (file)
            void act(
              () =>
                api('PUT /api/v1/portal-look/logo', {
                  bytes: new Blob([file], { type: 'application/octet-stream' }),
                }),
              t('logoSaved'),
            );
        }}
      />
      <div className="settings-actions">
        <Button variant="default" loading={busy} onClick={() => field.current?.click()}>
          {t('logoChoose')}
        </Button>
        {kept.logo !== null && (
          <Button
            variant="subtle"
            disabled={busy}
            onClick={() => void act(() => api('DELETE /api/v1/portal-look/logo'), t('logoRemoved'))}
          >
            {t('logoRemove')}
          </Button>
        )}
      </div>
    </SettingsBlock>
  );
}
