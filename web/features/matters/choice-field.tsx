import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import './choice-field.css';

export type Choice = { value: string; label: string; hint?: string };

export type ChoiceFieldProps = {
  label: string;
  placeholder?: string;
  description?: string;
  value: Choice | null;
  onChange: (choice: Choice | null) => void;
  error?: ReactNode;
  required?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
};

const typingMs = 160;

/** A field that looks for its choices while one types. `noun` is the plural by which the live stream finds the answer. */
export function ChoiceField(
  props: ChoiceFieldProps & {
    noun: string;
    find: (words: string, signal: AbortSignal) => Promise<readonly Choice[]>;
  },
): ReactNode {
  const { t } = useTranslation('matters');
  const { value, noun, find } = props;
  const [typed, setTyped] = useState(value?.label ?? '');
  // What stands in the field after choosing is no search.
  const [words] = useDebouncedValue(typed === value?.label ? '' : typed.trim(), typingMs);
  const found = useQuery({
    queryKey: [noun, 'choices', words],
    queryFn: ({ signal }) => find(words, signal),
    placeholderData: keepPreviousData,
  });
  const choices = found.data ?? [];
  const all = value && !choices.some((one) => one.value === value.value) ? [value, ...choices] : choices;
  const hints = new Map(all.map((one) => [one.value, one.hint]));
  return (
    <Select
      label={props.label}
      placeholder={props.placeholder ?? t('typeToFind')}
      description={props.description}
      error={props.error}
      withAsterisk={props.required ?? false}
      disabled={props.disabled ?? false}
      data-autofocus={props.autoFocus || undefined}
      data={all.map((one) => ({ value: one.value, label: one.label }))}
      value={value?.value ?? null}
      onChange={(id) => props.onChange(all.find((one) => one.value === id) ?? null)}
      searchable
      clearable={!props.required}
      searchValue={typed}
      onSearchChange={setTyped}
      filter={({ options }) => options}
      nothingFoundMessage={found.isFetching ? t('looking') : t('nothingFound')}
      maxDropdownHeight={280}
      renderOption={({ option }) => (
        <span className="choice">
          <span className="choice__label">{option.label}</span>
          {hints.get(option.value) && <span className="choice__hint">{hints.get(option.value)}</span>}
        </span>
      )}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
