import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { DocumentPicker } from './document-picker.tsx';

export function AttachDialog(props: {
  conversationId: string;
  matterId: string;
  onAttached: () => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const { conversationId, matterId, onAttached, onClose } = props;
  const form = useFields<{ documentIds: string[] }>(
    { documentIds: [] },
    ({ documentIds }): Record<string, string> =>
      documentIds.length === 0 ? { documentIds: t('chooseSome') } : {},
  );
  const saving = useSaving(
    form,
    ({ documentIds }) =>
      api('POST /api/v1/uploads/from-documents', { body: { conversationId, documentIds } }),
    () => {
      onAttached();
      onClose();
    },
  );
  const { documentIds } = form.values;
  return (
    <FormDialog
      title={t('attachTitle')}
      saveLabel={t('attachDo', { count: documentIds.length })}
      saving={saving}
      onClose={onClose}
    >
      <p className="quiet">{t('attachAbout')}</p>
      <DocumentPicker
        matterId={matterId}
        picked={{ documentIds, folderIds: [] }}
        onPicked={(picked) => form.setFieldValue('documentIds', picked.documentIds)}
      />
      <FieldError words={form.errors.documentIds} />
    </FormDialog>
  );
}

export function FieldError({ words }: { words: ReactNode }): ReactNode {
  return words ? (
    <p className="picker__error" role="alert">
      {words}
    </p>
  ) : null;
}
