import { Button } from '@mantine/core';
import { IconFingerprint, IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { PressTwice } from '../settings/press-twice.tsx';
import { auth, type Passkey } from '../sign-in/auth.ts';
import { addPasskey, PasskeyNotUsed, passkeysWork } from '../sign-in/passkey.ts';
import { useTask } from '../sign-in/task.ts';
import { deviceOf } from './device.ts';
import { passkeysKey } from './login.ts';

/** Passkeys of this person: fingerprint, face or a security key instead of the password. */
export function Passkeys(): ReactNode {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const task = useTask();
  const { data, error, refetch } = useQuery({
    queryKey: passkeysKey,
    queryFn: () => auth('GET /passkey/list-user-passkeys'),
  });
  const add = () =>
    task.run(async () => {
      const { browser, system } = deviceOf(navigator.userAgent);
      try {
        await addPasskey([browser, system].filter(Boolean).join(', ') || t('passkey'));
      } catch (caught) {
        if (caught instanceof PasskeyNotUsed) return;
        throw caught;
      }
      await client.invalidateQueries({ queryKey: passkeysKey });
      showDone(t('passkeyAdded'));
    });
  return (
    <>
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} dense />}
      {task.error !== undefined && <ProblemAlert error={task.error} dense />}
      {data && data.length > 0 && (
        <ul className="settings-rows">
          {data.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {passkeysWork() ? (
        <div>
          <Button
            variant="default"
            leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />}
            loading={task.busy}
            onClick={() => void add()}
          >
            {t('addPasskey')}
          </Button>
        </div>
      ) : (
        <p className="quiet">{t('passkeysNeedName')}</p>
      )}
    </>
  );
}

function PasskeyRow({ passkey }: { passkey: Passkey }): ReactNode {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const name = passkey.name || t('passkey');
  const remove = useMutation({
    mutationFn: () => auth('POST /passkey/delete-passkey', { id: passkey.id }),
    onSuccess: () => {
      showDone(t('passkeyRemoved', { name }));
      return client.invalidateQueries({ queryKey: passkeysKey });
    },
    onError: (error) => showProblem(error),
  });
  return (
    <li>
      <IconFingerprint size={20} stroke={1.6} aria-hidden />
      <div className="settings-rows__words">
        <p className="settings-rows__name">{name}</p>
        {passkey.createdAt && (
          <p className="settings-rows__about">
            {t('added')} <RelativeTime at={passkey.createdAt} />
          </p>
        )}
      </div>
      <PressTwice
        label={t('remove')}
        again={t('removeAgain')}
        about={name}
        busy={remove.isPending}
        onPress={() => remove.mutate()}
      />
    </li>
  );
}
