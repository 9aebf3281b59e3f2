import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { Radio, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { type Choice, ChoiceField } from '../matters/choice-field.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import type { LeadCard } from './lead.ts';
import { lostReasonsQuery } from './queries.ts';

/** Why a lead was lost: one of the firm's reasons, and a word about it. */
export function LoseDialog(props: {
  lead: LeadCard;
  onClose: () => void;
  onChoose: (lostReasonId: string, note: string) => void;
}): ReactNode {
  const { t } = useTranslation('leads');
  const reasons = useQuery(lostReasonsQuery()).data?.items ?? [];
  const form = useFields(
    { reason: '', note: '' },
    ({ reason }): Record<string, string> => (reason === '' ? { reason: t('loseReasonNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    async (values) => values,
    ({ reason, note }) => props.onChoose(reason, note.trim()),
  );
  return (
    <FormDialog
      title={t('loseTitle')}
      saveLabel={t('lose')}
      saving={saving}
      onClose={props.onClose}
      size={440}
    >
      <p className="quiet">{props.lead.title}</p>
      <Radio.Group label={t('reason')} {...form.getInputProps('reason')}>
        <div className="lose-reasons">
          {reasons.map(({ id, label }) => (
            <Radio key={id} value={id} label={label} />
          ))}
        </div>
      </Radio.Group>
      <Textarea label={t('loseNote')} rows={2} maxLength={2000} {...form.getInputProps('note')} />
    </FormDialog>
  );
}

/** Which lead this one repeats; may be left open. */
export function DuplicateDialog(props: {
  lead: LeadCard;
  onClose: () => void;
  onChoose: (duplicateOfId: string | null) => void;
}): ReactNode {
  const { t } = useTranslation('leads');
  const initial: { of: Choice | null } = { of: null };
  const form = useFields(initial);
  const saving = useSaving(
    form,
    async (values) => values,
    ({ of }) => props.onChoose(of?.value ?? null),
  );
  async function find(words: string, signal: AbortSignal): Promise<Choice[]> {
    const page = await api('GET /api/v1/leads', {
      query: { limit: 20, ...(words !== '' && { q: words }) },
      signal,
    });
    return page.items
      .filter(({ id }) => id !== props.lead.id)
      .map((lead) => ({
        value: lead.id,
        label: lead.title,
        hint: `${t('numbered', { number: lead.number })} · ${t(`state_${lead.state}`)}`,
      }));
  }
  return (
    <FormDialog
      title={t('duplicateTitle')}
      saveLabel={t('duplicateMark')}
      saving={saving}
      onClose={props.onClose}
      size={440}
    >
      <p className="quiet">{props.lead.title}</p>
      <ChoiceField
        label={t('duplicateLead')}
        noun="leads"
        find={find}
        value={form.values.of}
        onChange={(of) => form.setFieldValue('of', of)}
        autoFocus
      />
    </FormDialog>
  );
}
