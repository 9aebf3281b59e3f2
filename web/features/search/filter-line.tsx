import { IconX } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import { FilterChip } from '../settings/filter-chip.tsx';
import { filterNames } from './address.ts';
import { fileTypes } from './typed.ts';

/** Where, by whom, when, with what: each a chip that says what it does, and goes away with one press. */
export function FilterLine(): ReactNode {
  const { t } = useTranslation('search');
  const [state, setState] = useSearchState();
  const clear = Object.fromEntries(filterNames.map((name) => [name, undefined]));
  return (
    <fieldset className="filter-bar__chips search-filters" aria-label={t('filters')}>
      <Scope />
      <FromField value={state.from ?? ''} onChange={(from) => setState({ from })} />
      <FilterChip
        label={t('type')}
        value={state.type ?? (state.has === 'file' ? 'any' : undefined)}
        options={[
          { value: 'any', label: t('anyFile') },
          ...fileTypes.map((type) => ({ value: type, label: t(`type_${type}`) })),
        ]}
        onChange={(type) =>
          setState({ type: type === 'any' ? undefined : type, has: type === 'any' ? 'file' : undefined })
        }
      />
      <DayField label={t('since')} value={state.since} onChange={(since) => setState({ since })} />
      <DayField label={t('until')} value={state.until} onChange={(until) => setState({ until })} />
      <button
        type="button"
        className="filter-chip"
        aria-pressed={state.unread === 'true'}
        data-chosen={state.unread === 'true' || undefined}
        onClick={() => setState({ unread: state.unread === 'true' ? undefined : 'true' })}
      >
        {t('unread')}
      </button>
      {filterNames.some((name) => state[name] !== undefined) && (
        <button type="button" className="filter-bar__clear" onClick={() => setState(clear)}>
          <IconX size={14} stroke={2} aria-hidden />
          {t('clearFilters')}
        </button>
      )}
    </fieldset>
  );
}

/** The narrowest that the address names; wider ones take its place. */
function Scope(): ReactNode {
  const { t } = useTranslation('search');
  const [state, setState] = useSearchState();
  const { conversation, matter } = state;
  const chosen = conversation ? 'conversation' : matter ? 'matter' : state.in === 'mine' ? 'mine' : 'all';
  const scopes = [
    ...(conversation ? (['conversation'] as const) : []),
    ...(matter ? (['matter'] as const) : []),
    'mine',
  ] as const;
  return (
    <FilterChip
      label={t('scope')}
      any={t('scope_all')}
      value={chosen}
      options={scopes.map((scope) => ({ value: scope, label: t(`scope_${scope}`) }))}
      onChange={(scope) =>
        setState({
          ...(scope !== 'conversation' && { conversation: undefined }),
          ...(scope !== 'conversation' && scope !== 'matter' && { matter: undefined }),
          in: scope === 'mine' ? 'mine' : undefined,
        })
      }
    />
  );
}

function FromField({
  value,
  onChange,
}: {
  value: string;
  onChange: (from: string | undefined) => void;
}): ReactNode {
  const { t } = useTranslation('search');
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const send = () => {
    if (text.trim() !== value) onChange(text.trim() === '' ? undefined : text.trim());
  };
  return (
    <input
      className="filter-chip search-filters__from"
      data-chosen={value !== '' || undefined}
      aria-label={t('from')}
      placeholder={t('from')}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={send}
      onKeyDown={(event) => event.key === 'Enter' && send()}
    />
  );
}

function DayField(props: {
  label: string;
  value: string | undefined;
  onChange: (day: string | undefined) => void;
}): ReactNode {
  return (
    <label className="filter-chip search-filters__day" data-chosen={props.value !== undefined || undefined}>
      <span>{props.label}</span>
      <input
        type="date"
        value={props.value ?? ''}
        onChange={(event) => props.onChange(event.currentTarget.value || undefined)}
      />
    </label>
  );
}
