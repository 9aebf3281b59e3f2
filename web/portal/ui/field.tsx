import { type InputHTMLAttributes, type ReactNode, useId } from 'react';

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'id' | 'onChange' | 'value'> & {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  error?: string | undefined;
};

export function Field({ label, value, onValue, hint, error, ...more }: Props): ReactNode {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div className="p-field">
      <label className="p-field__label" htmlFor={id}>
        {label}
      </label>
      {hint && (
        <p className="p-field__hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <input
        {...more}
        id={id}
        className="p-field__input"
        value={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        onChange={({ currentTarget }) => onValue(currentTarget.value)}
      />
      {error && (
        <p className="p-field__error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** A code in one field, never in split boxes: pasting, and filling in by the phone, work (WCAG 2.2, 3.3.8). */
export function CodeField({
  digits,
  onValue,
  ...more
}: Omit<Props, 'inputMode' | 'autoComplete' | 'pattern'> & { digits: number }): ReactNode {
  return (
    <Field
      {...more}
      inputMode="numeric"
      autoComplete="one-time-code"
      autoCapitalize="off"
      spellCheck={false}
      onValue={(text) => onValue(text.replaceAll(/\D/g, '').slice(0, digits))}
    />
  );
}

export function CheckBox(props: {
  label: string;
  hint?: string;
  checked: boolean;
  onChecked: (checked: boolean) => void;
}): ReactNode {
  const id = useId();
  return (
    <div className="p-check">
      <input
        id={id}
        type="checkbox"
        checked={props.checked}
        aria-describedby={props.hint && `${id}-hint`}
        onChange={({ currentTarget }) => props.onChecked(currentTarget.checked)}
      />
      <label htmlFor={id}>{props.label}</label>
      {props.hint && (
        <p className="p-check__hint" id={`${id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}
