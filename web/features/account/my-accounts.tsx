import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';

type MyAccount = Answer<'GET /api/v1/my-accounts'>['items'][number];

const myAccountsQuery = queryOptions({
  queryKey: ['my-accounts'],
  queryFn: () => api('GET /api/v1/my-accounts'),
});

/** Who the signed-in person is in each connected system; nothing where none is connected. */
export function MyAccounts(): ReactNode {
  const { t } = useTranslation('account');
  const { data } = useQuery(myAccountsQuery);
  const accounts = data?.items ?? [];
  if (accounts.length === 0) return null;
  return (
    <SettingsBlock title={t('myAccounts')} about={t('myAccountsAbout')}>
      {accounts.map((account) => (
        <Account key={account.connectionId} account={account} />
      ))}
    </SettingsBlock>
  );
}

function Account({ account }: { account: MyAccount }): ReactNode {
  const { t } = useTranslation('account');
  const [choosing, setChoosing] = useState(false);
  const { linked, system } = account;
  return (
    <section className="my-account" aria-label={system}>
      {linked ? (
        <p className="my-account__linked">
          <strong>{t('linkedAs', { email: linked.email ?? linked.name })}</strong>
          <span className="quiet">{t('linkedName', { name: linked.name, system })}</span>
        </p>
      ) : (
        <p className="quiet">{`${system}: ${t('notLinked')}`}</p>
      )}
      {linked && !choosing ? (
        <Button variant="subtle" size="xs" onClick={() => setChoosing(true)}>
          {t('linkAnother')}
        </Button>
      ) : (
        <LinkForm account={account} onLinked={() => setChoosing(false)} />
      )}
    </section>
  );
}

function LinkForm({ account, onLinked }: { account: MyAccount; onLinked(): void }): ReactNode {
  const { t } = useTranslation('account');
  const client = useQueryClient();
  const { choices, connectionId, system } = account;
  const [externalId, setExternalId] = useState('');
  const [ticket, setTicket] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const chosen = choices.find((one) => one.externalId === externalId);
  if (choices.length === 0) return <p className="quiet">{t('linkNobody')}</p>;

  async function go(): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const params = { connectionId };
      const answer =
        ticket === null
          ? await api('POST /api/v1/my-accounts/:connectionId', { params, body: { externalId } })
          : await api('PUT /api/v1/my-accounts/:connectionId', { params, body: { ticket, code } });
      if ('ticket' in answer && answer.ticket !== null) setTicket(answer.ticket);
      else {
        await client.invalidateQueries({ queryKey: myAccountsQuery.queryKey });
        showDone(t('linkDone', { system, email: answer.linked?.email ?? '' }));
        onLinked();
      }
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form
      className="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      {problem !== undefined && <ProblemAlert error={problem} dense />}
      {ticket === null ? (
        <NativeSelect
          label={t('linkTo', { system })}
          value={externalId}
          onChange={(event) => setExternalId(event.currentTarget.value)}
          data={[
            { value: '', label: t('linkChoose') },
            ...choices.map(({ externalId: value, name, email }) => ({ value, label: `${name} (${email})` })),
          ]}
        />
      ) : (
        <TextInput
          label={t('linkCode', { email: chosen?.email ?? '' })}
          description={t('linkCodeAbout')}
          value={code}
          autoComplete="one-time-code"
          autoFocus
          maxLength={20}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      <Button
        type="submit"
        loading={busy}
        disabled={ticket === null ? externalId === '' : code.trim() === ''}
      >
        {ticket === null ? t('link') : t('linkConfirm')}
      </Button>
    </form>
  );
}
