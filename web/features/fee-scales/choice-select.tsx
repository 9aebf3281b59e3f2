import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';

/** One of a few named values. */
export function ChoiceSelect<V extends string>(props: {
  label: string;
  description?: string;
  value: V;
  options: readonly V[];
  name: (value: V) => string;
  onChoose: (value: V) => void;
}): ReactNode {
  const { options, name, onChoose } = props;
  return (
    <NativeSelect
      label={props.label}
      description={props.description}
      value={props.value}
      data={options.map((value) => ({ value, label: name(value) }))}
      onChange={({ currentTarget }) => {
        const chosen = options.find((value) => value === currentTarget.value);
        if (chosen !== undefined) onChoose(chosen);
      }}
    />
  );
}
