import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { FieldError } from './attach-dialog.tsx';
import { DocumentPicker } from './document-picker.tsx';
import { type Place, PlaceField } from './place-field.tsx';

interface Values extends Record<string, unknown> {
  conversationId: string;
  documentIds: string[];
  folderIds: string[];
  auto: boolean;
  confirmed: boolean;
}

/** Shares what stands in the matter's documents, as it is and will be, with those of one conversation. */
export function ShareDialog(props: {
  matterId: string;
  places: readonly Place[];
  conversationId: string;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const { matterId, places, onClose } = props;
  const chosen = props.conversationId || (places.length === 1 ? (places[0]?.id ?? '') : '');
  const form = useFields<Values>(
    { conversationId: chosen, documentIds: [], folderIds: [], auto: false, confirmed: false },
    (values) => ({
      ...(values.conversationId === '' ? { conversationId: t('conversationNeeded') } : {}),
      ...(values.documentIds.length + values.folderIds.length === 0 ? { documentIds: t('chooseSome') } : {}),
    }),
  );
  const { values } = form;
  const place = places.find(({ id }) => id === values.conversationId);
  const far = place?.class === 'third_party' || place?.class === 'opposing';
  const saving = useSaving(
    form,
    ({ conversationId, documentIds, folderIds, auto, confirmed }) =>
      api('POST /api/v1/conversations/:id/shares', {
        params: { id: conversationId },
        body: { documentIds, folderIds, auto: auto && !far, confirmed },
      }),
    ({ items }) => {
      void client.invalidateQueries({ queryKey: ['shares'] });
      showDone(t('sharedDone', { count: items.length }));
      onClose();
    },
  );
  return (
    <FormDialog title={t('shareInto')} saveLabel={t('yes')} saving={saving} onClose={onClose}>
      <PlaceField places={places} {...form.getInputProps('conversationId')} />
      <fieldset className="sharing__what">
        <legend className="sharing__label">{t('what')}</legend>
        <DocumentPicker
          matterId={matterId}
          folders
          picked={values}
          onPicked={({ documentIds, folderIds }) => form.setValues({ documentIds, folderIds })}
        />
        <FieldError words={form.errors.documentIds} />
      </fieldset>
      {values.folderIds.length > 0 && !far && (
        <Checkbox label={t('auto')} {...form.getInputProps('auto', { type: 'checkbox' })} />
      )}
      {far && <Checkbox label={t('confirmFar')} {...form.getInputProps('confirmed', { type: 'checkbox' })} />}
    </FormDialog>
  );
}
