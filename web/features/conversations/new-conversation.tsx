import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useSearchState } from '../../ui/search-state.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { MatterPicker } from '../matters/matter-picker.tsx';
import { matterQuery } from '../matters/matter-queries.ts';
import { type Fields, useFields } from '../matters/use-fields.ts';
import { type Kind, kinds, oneOf } from './filters.ts';
import './new-conversation.css';
import { KindMark } from './conversation-row.tsx';
import { bodyOf, missingIn, type NewValues } from './new-values.ts';
import { ClassOf, OutsidePeople, Warnings } from './outside-people.tsx';
import { conversationQuery, type PortalPerson, portalPeopleQuery } from './queries.ts';
import { StaffField } from './staff-field.tsx';

type Props = { onClose: () => void; onMade: (id: string) => void };

/** A new conversation: what kind first, then with whom. The address may name the matter, a contact, or what it takes up. */
export function NewConversation(props: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const [search] = useSearchState();
  const client = useQueryClient();
  const { continues } = search;
  const initial: NewValues = {
    kind: oneOf(kinds, search.kind) ?? 'external',
    matter: null,
    title: '',
    portalUserIds: [],
    staffIds: [],
    secondFactor: false,
  };
  const form = useFields(
    initial,
    (values): Record<string, string> =>
      Object.fromEntries(Object.entries(missingIn(values)).map(([field, missing]) => [field, t(missing)])),
  );
  useGiven(form);
  const saving = useSaving(
    form,
    async (values) => {
      const body = bodyOf(values, continues);
      if (!body) throw new Error('The matter is missing');
      return await api('POST /api/v1/conversations', { body });
    },
    (made) => {
      client.setQueryData(conversationQuery(made.id).queryKey, made);
      void client.invalidateQueries({ queryKey: ['conversations'] });
      props.onMade(made.id);
    },
  );
  return (
    <FormDialog title={t('newTitle')} saveLabel={t('begin')} saving={saving} onClose={props.onClose}>
      {continues === undefined ? (
        <KindChoice value={form.values.kind} onChange={(kind) => form.setFieldValue('kind', kind)} />
      ) : (
        <p>{t('continuing')}</p>
      )}
      <KindFields form={form} />
    </FormDialog>
  );
}

/** What the address brings along: a matter, somebody on it, or an ended conversation with its people. */
function useGiven(form: Fields<NewValues>): void {
  const [{ matter: matterId, contact, continues }] = useSearchState();
  const matter = useQuery({ ...matterQuery(matterId ?? ''), enabled: matterId !== undefined }).data;
  const before = useQuery({ ...conversationQuery(continues ?? ''), enabled: continues !== undefined }).data;
  const chosenId = form.values.matter?.value ?? '';
  const people = useQuery({ ...portalPeopleQuery(chosenId), enabled: chosenId !== '' }).data?.items;
  const { setFieldValue } = form;
  // biome-ignore lint/correctness/useExhaustiveDependencies: taken over once it is here, and then it is the reader's
  useEffect(() => {
    if (matter) setFieldValue('matter', { value: matter.id, label: matter.title });
  }, [matter?.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: likewise
  useEffect(() => {
    const was = before?.participants.filter(({ leftHow, who }) => leftHow === 'ended' && who === 'external');
    const named = people?.filter(
      ({ contactId, portalUserId }) =>
        contactId === contact || was?.some(({ id }) => id === portalUserId) === true,
    );
    const ids = named?.flatMap(({ portalUserId }) => portalUserId ?? []) ?? [];
    if (ids.length > 0) setFieldValue('portalUserIds', ids);
  }, [people === undefined, before?.id, chosenId]);
}

function KindChoice(props: { value: Kind; onChange: (kind: Kind) => void }): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <fieldset className="kind-choice">
      <legend className="mantine-InputWrapper-label">{t('whatKind')}</legend>
      {kinds.map((kind) => (
        <label key={kind} className="kind-choice__one" data-chosen={props.value === kind || undefined}>
          <input
            type="radio"
            name="kind"
            value={kind}
            checked={props.value === kind}
            onChange={() => props.onChange(kind)}
          />
          <span aria-hidden>
            <KindMark kind={kind} />
          </span>
          <span className="kind-choice__words">
            <span className="kind-choice__name">{t(`kind_${kind}`)}</span>
            <span className="kind-choice__about">{t(`kindAbout_${kind}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function KindFields({ form }: { form: Fields<NewValues> }): ReactNode {
  const { t } = useTranslation('conversations');
  const { kind, matter } = form.values;
  const onMatter = kind === 'external' || kind === 'internal';
  return (
    <>
      {onMatter && (
        <MatterPicker
          label={t('matter')}
          required
          value={matter}
          onChange={(choice) => {
            form.setFieldValue('matter', choice);
            form.setFieldValue('portalUserIds', []);
          }}
          error={form.errors.matter}
        />
      )}
      {kind === 'external' && <Outside form={form} />}
      {kind === 'channel' && (
        <TextInput label={t('channelName')} maxLength={200} withAsterisk {...form.getInputProps('title')} />
      )}
      <StaffField
        label={t(kind === 'direct' ? 'staff' : 'staffBeside')}
        value={form.values.staffIds}
        onChange={(ids) => form.setFieldValue('staffIds', ids)}
        matterId={onMatter ? matter?.value : undefined}
        error={form.errors.staffIds}
      />
      {onMatter && <TextInput label={t('nameOptional')} maxLength={200} {...form.getInputProps('title')} />}
      {kind === 'external' && (
        <Checkbox
          label={t('secondFactor')}
          description={t('secondFactorOnAbout')}
          {...form.getInputProps('secondFactor', { type: 'checkbox' })}
        />
      )}
    </>
  );
}

function Outside({ form }: { form: Fields<NewValues> }): ReactNode {
  const { t } = useTranslation('conversations');
  const { matter, portalUserIds } = form.values;
  const matterId = matter?.value ?? '';
  const { data } = useQuery({ ...portalPeopleQuery(matterId), enabled: matterId !== '' });
  const people: readonly PortalPerson[] = data?.items ?? [];
  const chosen = people.filter(
    ({ portalUserId }) => portalUserId !== null && portalUserIds.includes(portalUserId),
  );
  const ids = chosen.flatMap(({ portalUserId }) => portalUserId ?? []).toSorted();
  const audience = useQuery({
    queryKey: ['matters', 'audience', matterId, ids],
    queryFn: ({ signal }) =>
      api('POST /api/v1/conversations/audience', { body: { matterId, portalUserIds: ids }, signal }),
    enabled: ids.length > 0,
  });
  return (
    <>
      <OutsidePeople
        people={people}
        value={portalUserIds}
        onChange={(next) => form.setFieldValue('portalUserIds', next)}
        error={form.errors.portalUserIds}
        empty={t(matterId === '' ? 'chooseMatterFirst' : 'peopleOutsideNone')}
      />
      <ClassOf people={chosen} />
      <Warnings warnings={ids.length > 0 ? (audience.data?.warnings ?? []) : []} people={people} />
    </>
  );
}
