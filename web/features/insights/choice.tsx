import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { MenuButton } from '../../ui/menu-button.tsx';
import '../../ui/filter-bar.css';

/** One of several, on a button; `any` is what stands there when none is chosen. */
export function Choice<V extends string>(props: {
  label: string;
  value: V | undefined;
  options: readonly { value: V; label: string }[];
  any?: string;
  onChange: (value: V | undefined) => void;
}): ReactNode {
  const { label, value, options, any, onChange } = props;
  const chosen = options.find((option) => option.value === value);
  const entries = options.map((option) => ({
    kind: 'item' as const,
    label: option.label,
    checked: option === chosen,
    onChoose: () => onChange(option.value),
  }));
  const none = {
    kind: 'item' as const,
    label: any ?? '',
    checked: !chosen,
    onChoose: () => onChange(undefined),
  };
  return (
    <MenuButton
      className="filter-chip"
      chosen={any !== undefined && chosen !== undefined}
      entries={any === undefined ? entries : [none, ...entries]}
    >
      {chosen && <span className="visually-hidden">{label}: </span>}
      {chosen?.label ?? label}
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}

/** A choice of few, all in sight. */
export function Switch<V extends string>(props: {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange: (value: V) => void;
}): ReactNode {
  return (
    <fieldset className="insight-switch" aria-label={props.label}>
      {props.options.map(({ value, label }) => (
        <button
          key={value}
          type="button"
          className="insight-switch__one"
          aria-pressed={value === props.value}
          onClick={() => props.onChange(value)}
        >
          {label}
        </button>
      ))}
    </fieldset>
  );
}
