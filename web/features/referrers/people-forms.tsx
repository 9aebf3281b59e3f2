import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { type Branch, noun, type Referrer, type ReferrerUser } from './queries.ts';

/** What saving and archiving end with: everything of referrers anew, and the dialog gone. */
function useEnd(onClose: () => void): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: [noun] });
    onClose();
  };
}

export function BranchForm(props: {
  referrer: Referrer;
  branch: Branch | null;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('referrers');
  const { referrer, branch } = props;
  const end = useEnd(props.onClose);
  const form = useFields(
    { name: branch?.name ?? '', phone: branch?.phone ?? '', email: branch?.email ?? '' },
    ({ name }): Record<string, string> => (name.trim() === '' ? { name: t('branchNameNeeded') } : {}),
  );
  const { id } = referrer;
  const change = (body: object) =>
    api('PATCH /api/v1/referrers/:id/branches/:branchId', {
      params: { id, branchId: branch?.id ?? '' },
      body: { ...body, ...(branch && { version: branch.version }) },
    });
  const saving = useSaving(
    form,
    (body) =>
      branch === null ? api('POST /api/v1/referrers/:id/branches', { params: { id }, body }) : change(body),
    end,
  );
  return (
    <FormDialog
      title={t(branch === null ? 'addBranch' : 'editBranch')}
      saveLabel={t(branch === null ? 'addBranch' : 'save')}
      saving={saving}
      onClose={props.onClose}
    >
      <TextInput label={t('name')} data-autofocus maxLength={200} {...form.getInputProps('name')} />
      <div className="form-line">
        <TextInput type="tel" label={t('phone')} maxLength={300} {...form.getInputProps('phone')} />
        <TextInput type="email" label={t('email')} maxLength={254} {...form.getInputProps('email')} />
      </div>
      {branch !== null && <ArchiveButton onArchive={() => change({ archived: true }).then(end)} />}
    </FormDialog>
  );
}

export function PersonForm(props: {
  referrer: Referrer;
  person: ReferrerUser | null;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('referrers');
  const { referrer, person } = props;
  const end = useEnd(props.onClose);
  const form = useFields(
    {
      firstName: person?.firstName ?? '',
      lastName: person?.lastName ?? '',
      email: person?.email ?? '',
      phone: person?.phone ?? '',
      branchId: person?.branchId ?? '',
    },
    ({ email }): Record<string, string> => (email.trim() === '' ? { email: t('emailNeeded') } : {}),
  );
  const { id } = referrer;
  const change = (body: object) =>
    api('PATCH /api/v1/referrers/:id/users/:userId', {
      params: { id, userId: person?.id ?? '' },
      body: { ...body, ...(person && { version: person.version }) },
    });
  const saving = useSaving(
    form,
    (values) => {
      const body = { ...values, branchId: values.branchId === '' ? null : values.branchId };
      return person === null
        ? api('POST /api/v1/referrers/:id/users', { params: { id }, body })
        : change(body);
    },
    end,
  );
  const branches = referrer.branchList.filter((branch) => !branch.archived || branch.id === person?.branchId);
  return (
    <FormDialog
      title={t(person === null ? 'addPerson' : 'editPerson')}
      saveLabel={t(person === null ? 'addPerson' : 'save')}
      saving={saving}
      onClose={props.onClose}
    >
      <div className="form-line">
        <TextInput
          label={t('firstName')}
          data-autofocus
          maxLength={300}
          {...form.getInputProps('firstName')}
        />
        <TextInput label={t('lastName')} maxLength={300} {...form.getInputProps('lastName')} />
      </div>
      <div className="form-line">
        <TextInput type="email" label={t('email')} maxLength={254} {...form.getInputProps('email')} />
        <TextInput type="tel" label={t('phone')} maxLength={300} {...form.getInputProps('phone')} />
      </div>
      {branches.length > 0 && (
        <NativeSelect
          label={t('branch')}
          data={[
            { value: '', label: t('noBranch') },
            ...branches.map((branch) => ({ value: branch.id, label: branch.name })),
          ]}
          {...form.getInputProps('branchId')}
        />
      )}
      {person !== null && (
        <div className="form-line">
          <LinkButton referrerId={id} person={person} />
          <ArchiveButton onArchive={() => change({ archived: true }).then(end)} />
        </div>
      )}
    </FormDialog>
  );
}

/** Sends the way into the portal for referrers. */
function LinkButton({ referrerId, person }: { referrerId: string; person: ReferrerUser }): ReactNode {
  const { t } = useTranslation('referrers');
  async function send(): Promise<void> {
    try {
      const params = { id: referrerId, userId: person.id };
      await api('POST /api/v1/referrers/:id/users/:userId/sign-in-link', { params });
      showDone(t('linkSent', { email: person.email }));
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <div>
      <Button size="compact-sm" variant="default" onClick={() => void send()}>
        {t('sendLink')}
      </Button>
    </div>
  );
}

function ArchiveButton({ onArchive }: { onArchive: () => Promise<void> }): ReactNode {
  const { t } = useTranslation('referrers');
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        onClick={() => void onArchive().catch((error: unknown) => showProblem(error))}
      >
        {t('archive')}
      </Button>
    </div>
  );
}
