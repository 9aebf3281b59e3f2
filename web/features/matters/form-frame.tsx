import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import './form-frame.css';
import { useLeaveGuard } from './leave-guard.tsx';
import type { Fields } from './use-fields.ts';

export type Saving = {
  busy: boolean;
  error: Error | null;
  submit: (event?: FormEvent<HTMLFormElement>) => void;
  /** Something typed here would be lost now. */
  typed: () => boolean;
  /** Somebody saved it since it was opened here: both ways on. */
  meanwhile?: { takeTheirs: () => void; saveMine: () => void };
};

/** Sends a form; what the server says about a field stands at the field, and everything typed stays. */
export function useSaving<V extends Record<string, unknown>, R>(
  form: Fields<V>,
  save: (values: V) => Promise<R>,
  onSaved: (result: R) => void,
): Saving {
  const saved = useRef(false);
  const mutation = useMutation({
    mutationFn: save,
    onSuccess: (result) => {
      // Before the form shows it: what follows may go to another address.
      saved.current = true;
      onSaved(result);
    },
    onError: (error) => {
      if (error instanceof ApiProblem) form.setErrors(error.fieldErrors);
    },
  });
  return {
    busy: mutation.isPending,
    error: mutation.error,
    submit: form.onSubmit((values) => mutation.mutate(values)),
    typed: () => !saved.current && form.isDirty(),
  };
}

/** A form over the screen: fields, what went wrong, Save and Cancel. On a phone it is the screen. */
export function FormDialog(props: {
  title: string;
  saveLabel: string;
  saving: Saving;
  onClose: () => void;
  size?: number;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('matters');
  const phone = useMediaQuery('(max-width: 760px)') ?? false;
  const { saving } = props;
  const { ask, question } = useLeaveGuard(saving.typed);
  return (
    <Modal
      opened
      onClose={() => ask(props.onClose)}
      title={props.title}
      size={props.size ?? 560}
      fullScreen={phone}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={saving.submit} noValidate>
        <div className="form-fields">{props.children}</div>
        {saving.meanwhile && <Meanwhile busy={saving.busy} {...saving.meanwhile} />}
        {saving.error && !saving.meanwhile && (
          <div className="form-problem">
            <ProblemAlert error={saving.error} dense />
          </div>
        )}
        <div className="form-actions">
          <Button type="submit" disabled={saving.busy || saving.meanwhile !== undefined}>
            {saving.busy ? t('saving') : props.saveLabel}
          </Button>
          <Button variant="subtle" onClick={() => ask(props.onClose)}>
            {t('cancel')}
          </Button>
        </div>
      </form>
      {question}
    </Modal>
  );
}

function Meanwhile(props: { busy: boolean; takeTheirs: () => void; saveMine: () => void }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <div className="form-problem form-meanwhile" role="alert">
      <p className="form-meanwhile__title">{t('changedMeanwhile')}</p>
      <p>{t('changedMeanwhileAbout')}</p>
      <div className="form-meanwhile__ways">
        <Button size="xs" variant="default" disabled={props.busy} onClick={props.takeTheirs}>
          {t('takeTheirs')}
        </Button>
        <Button size="xs" variant="default" disabled={props.busy} onClick={props.saveMine}>
          {t('saveMine')}
        </Button>
      </div>
    </div>
  );
}
