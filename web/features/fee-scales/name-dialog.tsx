import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type FeeScale, scalesQuery } from './queries.ts';
import { useCreateScale } from './use-create-scale.ts';

type Props = { onClose: () => void } & (
  | { kind: 'new' }
  | { kind: 'copy'; scale: FeeScale }
  | { kind: 'rename'; scale: FeeScale; rename: (name: string) => Promise<void> }
);

/** The name of a fee scale: of a new one with what it begins as, of a copy, or another name. */
export function NameDialog(props: Props): ReactNode {
  const { t } = useTranslation(['fee-scales', 'ui']);
  const { kind, onClose } = props;
  const others = useQuery(scalesQuery).data?.items ?? [];
  const [name, setName] = useState(
    kind === 'new' ? '' : kind === 'copy' ? t('copyOf', { label: props.scale.name }) : props.scale.name,
  );
  const [from, setFrom] = useState(kind === 'copy' ? props.scale.id : 'usual');
  const create = useCreateScale();
  const rename = useMutation({
    mutationFn: (to: string) => (props.kind === 'rename' ? props.rename(to) : Promise.resolve()),
    onSuccess: onClose,
  });
  const { error, isPending } = kind === 'rename' ? rename : create;
  const refused = error instanceof ApiProblem ? error.fieldErrors.name : undefined;
  function submit(event: FormEvent): void {
    event.preventDefault();
    const written = name.trim();
    if (written === '') return;
    if (kind === 'rename') rename.mutate(written);
    else create.mutate({ name: written, from });
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(`${kind}Title`)}
      size={460}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <form className="fee-dialog" onSubmit={submit} noValidate>
        <TextInput
          data-autofocus
          label={t('name')}
          description={t('nameAbout')}
          maxLength={100}
          autoComplete="off"
          value={name}
          error={refused}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {kind === 'new' && (
          <NativeSelect
            label={t('beginWith')}
            description={t('emptyPrices')}
            value={from}
            data={[
              { value: 'usual', label: t('fromUsual') },
              { value: 'empty', label: t('fromEmpty') },
              ...others.map((scale) => ({ value: scale.id, label: t('fromCopy', { name: scale.name }) })),
            ]}
            onChange={({ currentTarget }) => setFrom(currentTarget.value)}
          />
        )}
        {error && refused === undefined && <ProblemAlert error={error} dense />}
        <div className="fee-dialog__buttons">
          <Button type="submit" loading={isPending} disabled={name.trim() === ''}>
            {t(kind === 'rename' ? 'renameDo' : 'create')}
          </Button>
          <Button variant="subtle" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
