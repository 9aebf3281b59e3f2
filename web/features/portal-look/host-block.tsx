import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';
import type { PortalLook } from './queries.ts';

/** The firm's own address. It counts once a browser has come by it, which is what the check does. */
export function HostBlock(props: { kept: PortalLook; onChanged: (after: PortalLook) => void }): ReactNode {
  const { t } = useTranslation('portal-look');
  const { kept } = props;
  const { staff } = useMe();
  const [host, setHost] = useState(kept.host ?? '');
  const [checkUrl, setCheckUrl] = useState<string | null>(null);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  async function save(wanted: string | null): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const { checkUrl: check, ...after } = await api('PUT /api/v1/portal-look/host', {
        body: { host: wanted },
      });
      setCheckUrl(check);
      props.onChanged(after);
      if (wanted === null) {
        setHost('');
        showDone(t('hostRemoved'));
      }
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <SettingsBlock title={t('host')} about={t('hostAbout')}>
      {problem !== undefined && <ProblemAlert error={problem} />}
      <p>{t('hostNow', { url: kept.portalUrl })}</p>
      {staff.role !== 'owner' ? (
        <p>{t('hostOwners')}</p>
      ) : (
        <>
          <TextInput
            label={t('hostLabel')}
            placeholder="portal.example.com"
            value={host}
            maxLength={253}
            onChange={({ currentTarget }) => setHost(currentTarget.value.trim().toLowerCase())}
          />
          {kept.host !== null && !kept.hostVerified && (
            <p role="status">{t('hostWaits', { host: kept.host })}</p>
          )}
          {kept.hostVerified && <p role="status">{t('hostChecked', { host: kept.host ?? '' })}</p>}
          <div className="settings-actions">
            <Button
              variant="default"
              loading={busy}
              disabled={host === '' || (host === kept.host && kept.hostVerified)}
              onClick={() => void save(host)}
            >
              {t('hostSave')}
            </Button>
            {checkUrl !== null && !kept.hostVerified && (
              <Button component="a" href={checkUrl} target="_blank" rel="noreferrer">
                {t('hostCheck')}
              </Button>
            )}
            {kept.host !== null && (
              <Button variant="subtle" disabled={busy} onClick={() => void save(null)}>
                {t('hostRemove')}
              </Button>
            )}
          </div>
        </>
      )}
    </SettingsBlock>
  );
}
