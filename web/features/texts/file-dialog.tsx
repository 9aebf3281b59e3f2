import '@mantine/core/styles/Radio.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Radio } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone } from '../../ui/toasts.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import type { Choice } from '../matters/choice-field.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import { type TriageItem, useReadAgain } from './queries.ts';

const elsewhere = 'contact';

/** Where a text belongs: one of the conversations that its number fits, or whose number it is. */
export function FileDialog({ item, onClose }: { item: TriageItem; onClose: () => void }): ReactNode {
  const { t } = useTranslation('texts');
  const readAgain = useReadAgain();
  const places = item.candidates.flatMap(({ contactName, conversations }) =>
    conversations.map((conversation) => ({ ...conversation, contactName })),
  );
  const initial: { place: string; contact: Choice | null } = {
    place: places.length === 0 ? elsewhere : '',
    contact: null,
  };
  const form = useFields(initial, ({ place, contact }) => ({
    ...(place === '' ? { place: t('chooseOne') } : {}),
    ...(place === elsewhere && contact === null ? { contact: t('chooseContact') } : {}),
  }));
  const saving = useSaving(
    form,
    ({ place, contact }) => {
      const chosen = places.find(
        ({ portalUserId, conversationId }) => place === `${conversationId} ${portalUserId}`,
      );
      const body = chosen
        ? { conversationId: chosen.conversationId, portalUserId: chosen.portalUserId }
        : { contactId: contact?.value ?? '' };
      return api('POST /api/v1/text-triage/:id/file', { params: { id: item.id }, body });
    },
    () => {
      void readAgain();
      showDone(t('filed'));
      onClose();
    },
  );
  return (
    <FormDialog
      title={t('placeTitle')}
      saveLabel={t('placeHere')}
      saving={saving}
      onClose={onClose}
      size={520}
    >
      <blockquote className="texts__words">{item.body}</blockquote>
      <Radio.Group
        label={t('belongs')}
        value={form.values.place}
        onChange={(place) => form.setFieldValue('place', place)}
        error={form.errors.place}
      >
        <div className="texts__choices">
          {places.map((place) => (
            <Radio
              key={`${place.conversationId} ${place.portalUserId}`}
              value={`${place.conversationId} ${place.portalUserId}`}
              label={`${place.contactName} · ${place.matterTitle}`}
              description={[place.title, place.matterNumber].filter((part) => part !== '').join(' · ')}
            />
          ))}
          <Radio value={elsewhere} label={t('toContact')} description={t('toContactAbout')} />
        </div>
      </Radio.Group>
      {form.values.place === elsewhere && (
        <ContactPicker
          label={t('contact')}
          required
          value={form.values.contact}
          onChange={(contact) => form.setFieldValue('contact', contact)}
          error={form.errors.contact}
        />
      )}
    </FormDialog>
  );
}
