import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import type { PracticeSystem } from './connection.ts';
import './connections.css';
import { Preparation } from './preparation.tsx';
import { goToSignIn } from './sign-in.ts';

const addresses = ['apiUrl', 'authUrl', 'uploadUrl'] as const;
type Field = 'name' | 'clientId' | 'clientSecret' | 'apiKey' | (typeof addresses)[number];
type Grant = PracticeSystem['grants'][number];

/** Name, region and keys of a new connection; then the browser goes to the vendor's own sign-in. */
export function ConnectForm(props: { system: PracticeSystem; onOther: () => void }): ReactNode {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const navigate = useNavigate();
  const { system } = props;
  const [typed, setTyped] = useState<Partial<Record<Field, string>>>({ name: system.label });
  const [region, setRegion] = useState(system.regions[0]?.id ?? '');
  const [grant, setGrant] = useState<Grant>(system.grants[0] ?? 'authorization_code');
  const [missing, setMissing] = useState<readonly Field[]>([]);
  const needed: readonly Field[] = [
    'name',
    'clientId',
    'clientSecret',
    ...(system.needsApiKey ? (['apiKey'] as const) : []),
  ];
  const connect = useMutation({
    mutationFn: async () => {
      const given = Object.fromEntries(
        Object.entries(typed)
          .map(([field, text]) => [field, text.trim()] as const)
          .filter(([, text]) => text !== ''),
      );
      const { id } = await api('POST /api/v1/connections', {
        body: {
          ...given,
          vendor: system.kind,
          region,
          grant,
          name: typed.name?.trim() ?? '',
          clientId: typed.clientId?.trim() ?? '',
          clientSecret: typed.clientSecret?.trim() ?? '',
        },
      });
      void client.invalidateQueries({ queryKey: ['connections'] });
      if (grant === 'authorization_code') await goToSignIn(id);
      else await navigate({ to: paths.connection, params: { id } });
    },
  });
  const refused = connect.error instanceof ApiProblem ? connect.error.fieldErrors : {};

  function submit(event: FormEvent): void {
    event.preventDefault();
    const empty = needed.filter((field) => (typed[field] ?? '').trim() === '');
    setMissing(empty);
    if (empty.length === 0) connect.mutate();
  }
  const input = (field: Field) => ({
    label: t(field),
    value: typed[field] ?? '',
    error: missing.includes(field) ? t('required') : refused[field],
    autoComplete: 'off',
    spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => {
      setTyped({ ...typed, [field]: event.currentTarget.value });
      setMissing(missing.filter((one) => one !== field));
    },
  });
  return (
    <div className="connect-system">
      <form className="connection-form" onSubmit={submit} autoComplete="off">
        <TextInput {...input('name')} description={t('nameAbout')} />
        {system.regions.length > 1 && (
          <NativeSelect
            label={t('region_label')}
            value={region}
            data={system.regions.map(({ id, label }) => ({ value: id, label }))}
            onChange={(event) => setRegion(event.currentTarget.value)}
          />
        )}
        {system.grants.length > 1 && (
          <NativeSelect
            label={t('grant')}
            value={grant}
            data={system.grants.map((one) => ({
              value: one,
              label: t(`grant_${one}`, { label: system.label }),
            }))}
            onChange={(event) =>
              setGrant(system.grants.find((one) => one === event.currentTarget.value) ?? grant)
            }
          />
        )}
        <TextInput {...input('clientId')} />
        <PasswordInput {...input('clientSecret')} />
        {system.needsApiKey && <PasswordInput {...input('apiKey')} />}
        <details className="connection-more">
          <summary>{t('otherAddresses')}</summary>
          <div className="connection-form connection-more__fields">
            <p className="quiet">{t('otherAddressesAbout')}</p>
            {addresses.map((field) => (
              <TextInput key={field} {...input(field)} placeholder="https://" />
            ))}
          </div>
        </details>
        {connect.isError && <ProblemAlert error={connect.error} dense />}
        <div className="connection-buttons">
          <Button type="submit" disabled={connect.isPending}>
            {connect.isPending
              ? t('working')
              : grant === 'authorization_code'
                ? t('signIn', { label: system.label })
                : t('connect')}
          </Button>
          <Button variant="subtle" onClick={props.onOther}>
            {t('chooseOther')}
          </Button>
        </div>
      </form>
      <Preparation system={system} region={region} grant={grant} />
    </div>
  );
}
