import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { PasswordInput } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { type Strength, strengthOf } from './password-strength.ts';
import './new-password.css';

const bars: Readonly<Record<Strength, number>> = { tooShort: 1, weak: 1, fair: 2, strong: 3 };

/** A password to be chosen, with a line below that says how good it is while it is typed. */
export function NewPassword(props: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: ReactNode;
  personal?: readonly string[];
  autoFocus?: boolean;
}): ReactNode {
  const { t } = useTranslation('entry');
  const hint = useId();
  const strength = strengthOf(props.value, props.personal);
  const typed = props.value !== '';
  return (
    <div>
      <PasswordInput
        label={props.label}
        value={props.value}
        onChange={({ currentTarget }) => props.onChange(currentTarget.value)}
        error={props.error}
        required
        withAsterisk={false}
        autoComplete="new-password"
        maxLength={128}
        autoFocus={props.autoFocus ?? false}
        aria-describedby={hint}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      />
      <div className="new-password" data-strength={typed ? strength : undefined}>
        <span className="new-password__bars" aria-hidden>
          {[1, 2, 3].map((bar) => (
            <span key={bar} data-on={(typed && bar <= bars[strength]) || undefined} />
          ))}
        </span>
        <span id={hint} className="new-password__word" aria-live="polite">
          {!typed
            ? t('passwordHint')
            : props.error && strength === 'tooShort'
              ? ''
              : t(`strength_${strength}`)}
        </span>
      </div>
    </div>
  );
}
