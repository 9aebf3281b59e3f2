import { IconChevronDown } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import '../../ui/filter-bar.css';
import { MenuButton } from '../../ui/menu-button.tsx';

/** One choice above a list that has no search of its own. */
export function FilterChip(props: {
  label: string;
  value: string | undefined;
  options: readonly { value: string; label: string }[];
  /** Left out where one of the options is the usual one. */
  any?: string;
  onChange: (value: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation('ui');
  const chosen = props.options.find(({ value }) => value === props.value);
  const entries = props.options.map((option) => ({
    kind: 'item' as const,
    label: option.label,
    checked: option === chosen,
    onChoose: () => props.onChange(option.value),
  }));
  const any = {
    kind: 'item' as const,
    label: props.any ?? t('anyOf'),
    checked: !chosen,
    onChoose: () => props.onChange(undefined),
  };
  return (
    <MenuButton className="filter-chip" chosen={chosen !== undefined} entries={[any, ...entries]}>
      <span className={chosen || props.any ? 'visually-hidden' : ''}>{props.label}</span>
      {chosen ? ` ${chosen.label}` : props.any && ` ${props.any}`}
      <IconChevronDown size={14} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}
