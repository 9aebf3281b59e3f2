import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';

/** Two radios side by side: arrows, or y and n, answer; one stop of the Tab key. */
export function YesNo(props: {
  label: string;
  help: string | null;
  value: boolean;
  onAnswer: (value: boolean) => void;
}): ReactNode {
  const { t } = useTranslation('quotes');
  const id = useId();
  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'y' && key !== 'n') return;
    event.preventDefault();
    props.onAnswer(key === 'y');
    event.currentTarget.querySelector<HTMLElement>(`input[value="${key}"]`)?.focus();
  }
  return (
    <div
      className="yes-no"
      role="radiogroup"
      aria-labelledby={id}
      aria-describedby={props.help === null ? undefined : `${id}help`}
      onKeyDown={onKeyDown}
    >
      <span id={id} className="yes-no__label">
        {props.label}
      </span>
      {props.help !== null && (
        <span id={`${id}help`} className="yes-no__help">
          {props.help}
        </span>
      )}
      <span className="yes-no__choices">
        {([true, false] as const).map((value) => (
          <label
            key={String(value)}
            className="yes-no__choice"
            data-chosen={props.value === value || undefined}
          >
            <input
              type="radio"
              name={id}
              value={value ? 'y' : 'n'}
              checked={props.value === value}
              onChange={() => props.onAnswer(value)}
            />
            {t(value ? 'yes' : 'no')}
          </label>
        ))}
      </span>
    </div>
  );
}
