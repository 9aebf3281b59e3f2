import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Button, Checkbox } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import '../sign-in/entry-form.css';
import { InvitedWords } from './invited-words.tsx';
import { StaffFields, useStaffChecks } from './staff-fields.tsx';
import { bodyOf, emptyStaff, fieldErrorsOf, type StaffValues } from './staff-form.ts';
import { type StaffMember, staffKey } from './staff-names.ts';

/** What became of the mail; where nobody can tell, it was sent. */
async function invitationOf({ id, email }: StaffMember): Promise<{ email: string; mailKept: boolean }> {
  const waiting = await api('GET /api/v1/invitations').catch(() => undefined);
  return waiting?.items.find(({ staffId }) => staffId === id) ?? { email, mailKept: false };
}

/** Adds somebody, and invites them unless they only need a place in the lists. */
export function NewStaff(props: { onDone: (id: string) => void; onCancel: () => void }): ReactNode {
  const { t } = useTranslation(['staff', 'settings']);
  const { firm } = useMe();
  const client = useQueryClient();
  const [invite, setInvite] = useState(true);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const form = useForm({ initialValues: emptyStaff, validate: useStaffChecks() });

  async function add(values: StaffValues): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const made = await api('POST /api/v1/staff', { body: { ...bodyOf(values, firm.currency), invite } });
      await client.invalidateQueries({ queryKey: staffKey });
      const name = `${made.firstName} ${made.lastName}`;
      showDone(invite ? <InvitedWords {...(await invitationOf(made))} /> : t('addedDone', { name }));
      props.onDone(made.id);
    } catch (error) {
      if (!atFields(error, form, fieldErrorsOf)) setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="staff-detail">
      <h2 className="staff-detail__title">{t('inviteTitle')}</h2>
      <form
        className="staff-form"
        noValidate
        onSubmit={form.onSubmit((values) => void add(values), focusFirstError)}
      >
        <StaffFields form={form} />
        <Checkbox
          label={t('inviteNow')}
          description={t('inviteNowAbout')}
          checked={invite}
          onChange={({ currentTarget }) => setInvite(currentTarget.checked)}
        />
        {problem !== undefined && <ProblemAlert error={problem} dense />}
        <div className="staff-form__foot">
          <Button type="submit" loading={busy}>
            {invite ? t('invite') : t('add')}
          </Button>
          <Button variant="subtle" color="gray" onClick={props.onCancel}>
            {t('settings:cancel')}
          </Button>
        </div>
      </form>
    </div>
  );
}
