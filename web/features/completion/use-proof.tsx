import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { Button, PasswordInput, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { showProblem } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';

/** Does something sensitive; where the server wants to know once more who one is, asks first and then does it. */
export function useProof(): { run: (work: () => Promise<void>) => Promise<void>; dialog: ReactNode } {
  const [waiting, setWaiting] = useState<{ work: () => Promise<void> }>();
  async function run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'step_up_needed') setWaiting({ work });
      else showProblem(error);
    }
  }
  return {
    run,
    dialog: waiting && (
      <ProofDialog
        onClose={() => setWaiting(undefined)}
        onProven={() => {
          setWaiting(undefined);
          void run(waiting.work);
        }}
      />
    ),
  };
}

function ProofDialog(props: { onProven: () => void; onClose: () => void }): ReactNode {
  const { t } = useTranslation('completion');
  const [by, setBy] = useState<'password' | 'code'>('password');
  const form = useFields(
    { password: '', code: '' },
    (values): Record<string, string> => (values[by] === '' ? { [by]: t(`${by}Needed`) } : {}),
  );
  const saving = useSaving(
    form,
    ({ password, code }) =>
      api('POST /api/v1/me/prove', { body: by === 'password' ? { password } : { code: code.trim() } }),
    props.onProven,
  );
  return (
    <FormDialog
      title={t('prove')}
      saveLabel={t('goOn')}
      saving={{ ...saving, typed: () => false }}
      onClose={props.onClose}
      size={400}
    >
      <p className="quiet">{t('proveAbout')}</p>
      {by === 'password' ? (
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          data-autofocus
          maxLength={128}
          {...form.getInputProps('password')}
        />
      ) : (
        <TextInput
          label={t('code')}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={6}
          {...form.getInputProps('code')}
        />
      )}
      <p>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => setBy(by === 'password' ? 'code' : 'password')}
        >
          {t(by === 'password' ? 'byCode' : 'byPassword')}
        </Button>
      </p>
    </FormDialog>
  );
}
