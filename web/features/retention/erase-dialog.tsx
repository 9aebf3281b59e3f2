import '@mantine/core/styles/Input.layer.css';
import { TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { useFields } from '../matters/use-fields.ts';
import './retention.css';

type Erasure = Answer<'GET /api/v1/contacts/:id/erasure'>;

/** What would go, what must stay and why; then the name, typed, and nothing brings it back. */
export function EraseDialog(props: {
  contactId: string;
  onErased: () => void;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('retention');
  const client = useQueryClient();
  const params = { id: props.contactId };
  const preview = useQuery({
    queryKey: ['contacts', 'erasure', props.contactId],
    queryFn: ({ signal }) => api('GET /api/v1/contacts/:id/erasure', { params, signal }),
    // Never an old answer: what is shown is what happens.
    gcTime: 0,
  });
  const form = useFields(
    { name: '' },
    ({ name }): Record<string, string> => (name.trim() === '' ? { name: t('typeName') } : {}),
  );
  const saving = useSaving(
    form,
    ({ name }) => api('POST /api/v1/contacts/:id/erasure', { params, body: { name } }),
    (done) => {
      props.onClose();
      showDone(t(done.contact ? 'erasedAll' : 'erasedLeads', { count: done.leads }));
      if (done.contact) props.onErased();
      void client.invalidateQueries({ queryKey: ['contacts'] });
      void client.invalidateQueries({ queryKey: ['leads'] });
    },
  );
  const { data } = preview;
  const may = data?.mayErase === true;
  return (
    <FormDialog
      title={t('eraseTitle')}
      saveLabel={t(may ? 'eraseForGood' : 'close')}
      saving={may ? saving : { ...saving, submit: (event) => closeInstead(event, props.onClose) }}
      onClose={props.onClose}
      size={520}
    >
      {preview.error && <ProblemAlert error={preview.error} dense />}
      {data && <Goes erasure={data} />}
      {data && <Stays erasure={data} />}
      {data && may && (
        <TextInput
          label={t('typeNameOf', { name: data.name })}
          autoComplete="off"
          maxLength={700}
          {...form.getInputProps('name')}
        />
      )}
    </FormDialog>
  );
}

function closeInstead(event: { preventDefault: () => void } | undefined, close: () => void): void {
  event?.preventDefault();
  close();
}

function Goes({ erasure }: { erasure: Erasure }): ReactNode {
  const { t } = useTranslation('retention');
  const { contact, counts, leads, mayErase, name } = erasure;
  if (!mayErase) return <p>{t('nothingGoes')}</p>;
  const going = leads.filter(({ keep }) => keep === null);
  const reach = [
    counts.numbers > 0 && t('numbers', { count: counts.numbers }),
    counts.emails > 0 && t('emails', { count: counts.emails }),
    counts.addresses > 0 && t('addresses', { count: counts.addresses }),
  ].filter((words) => words !== false);
  return (
    <section aria-label={t('goes')}>
      <h3 className="erase__title">{t('goes')}</h3>
      <ul className="erase__list">
        {contact && <li>{[t('contactGoes', { name }), ...reach].join(', ')}</li>}
        {going.map(({ id, title }) => (
          <li key={id}>
            <Link to={`/leads/${id}`}>{title}</Link> <span className="quiet">{t('leadGoes')}</span>
          </li>
        ))}
      </ul>
      <p className="quiet">{t('figuresStay')}</p>
    </section>
  );
}

function Stays({ erasure }: { erasure: Erasure }): ReactNode {
  const { t } = useTranslation('retention');
  const { leads, needs, openMatters, name } = erasure;
  const staying = leads.flatMap((lead) => (lead.keep === null ? [] : [{ ...lead, keep: lead.keep }]));
  if (staying.length + needs.length + openMatters.length === 0) return null;
  return (
    <section aria-label={t('stays')}>
      <h3 className="erase__title">{t('stays')}</h3>
      <ul className="erase__list">
        {openMatters.map(({ id, number, title }) => (
          <li key={id}>
            <Link to={`/matters/${id}`}>
              {number} {title}
            </Link>{' '}
            <span className="quiet">{t('matterOpen')}</span>
          </li>
        ))}
        {staying.map(({ id, title, keep }) => (
          <li key={id}>
            <Link to={`/leads/${id}`}>{title}</Link> <span className="quiet">{t(`keep_${keep}`)}</span>
          </li>
        ))}
        {needs.length > 0 && (
          <li>
            {name} <span className="quiet">{needs.map((need) => t(`need_${need}`)).join(' ')}</span>
          </li>
        )}
      </ul>
    </section>
  );
}
