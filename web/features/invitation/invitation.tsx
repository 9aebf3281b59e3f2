import '@mantine/core/styles/Input.layer.css';
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconMailOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { useEnter } from '../sign-in/enter.ts';
import '../sign-in/entry-form.css';
import { NewPassword } from '../sign-in/new-password.tsx';
import { strengthOf } from '../sign-in/password-strength.ts';
import { useTask } from '../sign-in/task.ts';

const route = getRouteApi('/invitation/$token');

/** Where the invitation's link leads: who invites, one's names, a password, and in. */
export function Invitation(): ReactNode {
  const { t } = useTranslation('entry');
  const { token } = route.useParams();
  const query = useQuery({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) => api('GET /api/v1/invitations/:token', { params: { token }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (query.data) return <Accept token={token} invited={query.data} />;
  if (query.error instanceof ApiProblem && query.error.status === 404)
    return (
      <EntryFrame title={t('invitationGoneTitle')}>
        <EmptyState
          icon={<IconMailOff size={24} stroke={1.5} />}
          title={t('invitationGone')}
          action={<Link to={paths.signIn}>{t('backToSignIn')}</Link>}
        >
          {t('invitationGoneBody')}
        </EmptyState>
      </EntryFrame>
    );
  if (query.isError)
    return (
      <EntryFrame title={t('invitationTitle')}>
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </EntryFrame>
    );
  return null;
}

function Accept(props: { token: string; invited: Answer<'GET /api/v1/invitations/:token'> }): ReactNode {
  const { t } = useTranslation('entry');
  const { invited, token } = props;
  const enter = useEnter();
  const task = useTask();
  const needed = (value: string) => (value.trim() === '' ? t('needed') : null);
  const form = useForm({
    initialValues: { firstName: invited.firstName, lastName: invited.lastName, password: '' },
    validate: {
      firstName: needed,
      lastName: needed,
      password: (value) => (strengthOf(value) === 'tooShort' ? t('strength_tooShort') : null),
    },
  });
  const accept = (values: typeof form.values) =>
    task.run(async () => {
      try {
        const { signedIn } = await api('POST /api/v1/invitations/:token/accept', {
          params: { token },
          body: values,
        });
        await enter(signedIn ? paths.home : `${paths.signIn}?done=joined`);
      } catch (error) {
        if (error instanceof ApiProblem && error.code === 'forbidden')
          form.setErrors({ password: error.detail ?? error.title });
        else if (!atFields(error, form)) throw error;
      }
    });
  return (
    <EntryFrame
      title={t('joinTitle', { firm: invited.firmName })}
      subtitle={t('joinSubtitle', { email: invited.email })}
    >
      <form
        className="entry-form"
        noValidate
        onSubmit={form.onSubmit((values) => void accept(values), focusFirstError)}
      >
        {task.error !== undefined && <ProblemAlert error={task.error} dense />}
        <div className="entry-form__pair">
          <TextInput
            label={t('firstName')}
            autoComplete="given-name"
            maxLength={100}
            {...form.getInputProps('firstName')}
          />
          <TextInput
            label={t('lastName')}
            autoComplete="family-name"
            maxLength={100}
            {...form.getInputProps('lastName')}
          />
        </div>
        {/* Password managers file the new password under this. */}
        <input type="hidden" autoComplete="username" value={invited.email} />
        <NewPassword
          label={t('password')}
          value={form.values.password}
          error={form.errors.password}
          personal={[invited.firmName, form.values.firstName, form.values.lastName, invited.email]}
          onChange={(password) => form.setFieldValue('password', password)}
          autoFocus
        />
        <Button type="submit" size="md" fullWidth loading={task.busy}>
          {t('join')}
        </Button>
      </form>
    </EntryFrame>
  );
}
