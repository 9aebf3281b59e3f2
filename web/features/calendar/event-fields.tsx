import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { Checkbox, MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import type { Choice } from '../matters/choice-field.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import type { Fields } from '../matters/use-fields.ts';
import { type EventValues, withStart } from './event-values.ts';

export type Person = { id: string; name: string; about: string };
type Form = Fields<EventValues>;

/** What an event is, when and where, and who comes. */
export function EventFields(props: { form: Form; people: readonly Person[]; isNew: boolean }): ReactNode {
  const { t } = useTranslation('calendar');
  const { firm } = useMe();
  const { form } = props;
  const staff = useStaffOptions(form.values.staffIds);
  return (
    <>
      <TextInput
        label={t('title')}
        withAsterisk
        maxLength={300}
        data-autofocus={props.isNew || undefined}
        {...form.getInputProps('title')}
      />
      <Times form={form} />
      <TextInput
        label={t('place')}
        description={t('placeHint')}
        maxLength={300}
        {...form.getInputProps('place')}
      />
      <People form={form} people={props.people} />
      <MultiSelect
        label={t('staff')}
        description={t('staffHint')}
        data={staff}
        searchable
        hidePickedOptions
        comboboxProps={{ withinPortal: true }}
        {...form.getInputProps('staffIds')}
      />
      <Textarea
        label={t('notes')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={10_000}
        {...form.getInputProps('description')}
      />
      <Checkbox
        label={t('neutral')}
        description={t('neutralHint', { firm: firm.name })}
        {...form.getInputProps('neutral', { type: 'checkbox' })}
      />
      {!props.isNew && (
        <Checkbox
          label={t('tell')}
          description={t('tellHint')}
          {...form.getInputProps('tell', { type: 'checkbox' })}
        />
      )}
    </>
  );
}

/** The server names its faults by the whole moment. */
function Times({ form }: { form: Form }): ReactNode {
  const { t } = useTranslation('calendar');
  const { values, errors } = form;
  const setStart = (start: { day?: string; time?: string }) => form.setValues(withStart(values, start));
  return (
    <>
      <div className="form-line">
        <TextInput
          type="date"
          label={t('starts')}
          withAsterisk
          value={values.startDay}
          error={errors.startDay ?? errors.startsAt}
          onChange={({ currentTarget }) => setStart({ day: currentTarget.value })}
        />
        <TextInput
          type="time"
          label={t('startTime')}
          withAsterisk
          value={values.startTime}
          error={errors.startTime}
          onChange={({ currentTarget }) => setStart({ time: currentTarget.value })}
        />
      </div>
      <div className="form-line">
        <TextInput
          type="date"
          label={t('ends')}
          withAsterisk
          {...form.getInputProps('endDay')}
          error={errors.endDay ?? errors.endsAt}
        />
        <TextInput type="time" label={t('endTime')} withAsterisk {...form.getInputProps('endTime')} />
      </div>
      <Select
        label={t('timeZone')}
        data={zonesWith(values.timeZone)}
        searchable
        limit={60}
        allowDeselect={false}
        comboboxProps={{ withinPortal: true }}
        {...form.getInputProps('timeZone')}
      />
    </>
  );
}

function zonesWith(zone: string): string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return zones.includes(zone) ? zones : [zone, ...zones];
}

/** Parties of the matter to tick, and whoever else is looked for. */
function People({ form, people }: { form: Form; people: readonly Person[] }): ReactNode {
  const { t } = useTranslation('calendar');
  const [others, setOthers] = useState<readonly Person[]>([]);
  function invite(choice: Choice | null): void {
    if (choice === null) return;
    const known = [...people, ...others].some(({ id }) => id === choice.value);
    if (!known) setOthers([...others, { id: choice.value, name: choice.label, about: choice.hint ?? '' }]);
    form.setFieldValue('contactIds', [...new Set([...form.values.contactIds, choice.value])]);
  }
  const offered = [...people, ...others];
  return (
    <>
      <Checkbox.Group label={t('people')} description={t('peopleHint')} {...form.getInputProps('contactIds')}>
        <div className="event-people">
          {offered.length === 0 && <p className="quiet">{t('noPeople')}</p>}
          {offered.map(({ id, name, about }) => (
            <Checkbox key={id} value={id} label={name} description={about} />
          ))}
        </div>
      </Checkbox.Group>
      {/* Empty again after each choice, for the next. */}
      <ContactPicker key={others.length} label={t('somebodyElse')} value={null} onChange={invite} />
    </>
  );
}
