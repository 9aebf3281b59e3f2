import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useMe } from '../../api/session.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { useStaffNames } from '../staff/staff-names.ts';
import { CopyField } from './copy-field.tsx';
import { PressTwice } from './press-twice.tsx';
import { SettingsBlock, SettingsPage } from './settings-page.tsx';
import './tokens-page.css';

type Token = Answer<'GET /api/v1/tokens'>['items'][number];

const tokensKey = ['tokens'] as const;

/** Keys with which other programs work for the firm. */
export function TokensPage(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <SettingsPage title={t('tokens')} subtitle={t('tokensAbout')}>
      <SettingsBlock title={t('newToken')} about={t('newTokenAbout')}>
        <NewToken />
      </SettingsBlock>
      <SettingsBlock title={t('tokensInUse')} about={<ApiDocs />}>
        <TokenList />
      </SettingsBlock>
    </SettingsPage>
  );
}

function ApiDocs(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <a href="/api/docs" target="_blank" rel="noreferrer">
      {t('apiDocs')}
    </a>
  );
}

function NewToken(): ReactNode {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const make = useMutation({
    mutationFn: () => api('POST /api/v1/tokens', { body: { name: name.trim() } }),
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: tokensKey });
    },
  });
  return (
    <>
      {make.error && <ProblemAlert error={make.error} dense />}
      <form
        className="token-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') make.mutate();
        }}
      >
        <TextInput
          className="token-form__name"
          label={t('tokenName')}
          placeholder={t('tokenNameExample')}
          value={name}
          maxLength={100}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={make.isPending}>
          {t('makeToken')}
        </Button>
      </form>
      {make.data && (
        <div className="token-shown" role="status">
          <p>
            <strong>{t('tokenMade', { name: make.data.name })}</strong> {t('tokenOnce')}
          </p>
          <CopyField label={t('token')} value={make.data.token} />
        </div>
      )}
    </>
  );
}

function TokenList(): ReactNode {
  const { t } = useTranslation('settings');
  const { data, error, refetch } = useQuery({
    queryKey: tokensKey,
    queryFn: ({ signal }) => api('GET /api/v1/tokens', { signal }),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  if (data.items.length === 0)
    return (
      <EmptyState icon={<IconKey size={24} stroke={1.5} />} title={t('noTokens')}>
        {t('noTokensBody')}
      </EmptyState>
    );
  return (
    <ul className="settings-rows">
      {data.items.map((token) => (
        <TokenRow key={token.id} token={token} />
      ))}
    </ul>
  );
}

function TokenRow({ token }: { token: Token }): ReactNode {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const { staff } = useMe();
  const names = useStaffNames();
  const revoke = useMutation({
    mutationFn: () => api('DELETE /api/v1/tokens/:id', { params: { id: token.id } }),
    onSuccess: () => {
      showDone(t('tokenRevoked', { name: token.name }));
      return client.invalidateQueries({ queryKey: tokensKey });
    },
    onError: (error) => showProblem(error),
  });
  return (
    <li>
      <div className="settings-rows__words">
        <p className="settings-rows__name">{token.name}</p>
        <p className="settings-rows__about">
          {token.staffId !== staff.id && names.has(token.staffId) && <>{names.get(token.staffId)} · </>}
          {t('made')} <RelativeTime at={token.createdAt} /> ·{' '}
          {token.lastUsedAt ? (
            <>
              {t('lastUsed')} <RelativeTime at={token.lastUsedAt} />
            </>
          ) : (
            t('neverUsed')
          )}
        </p>
      </div>
      <PressTwice
        label={t('revoke')}
        again={t('revokeAgain')}
        about={token.name}
        busy={revoke.isPending}
        onPress={() => revoke.mutate()}
      />
    </li>
  );
}
