import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import './progress-line.css';

/** Progress of long work. Without `value` (0–1) it only says that something is going on. */
export function ProgressLine(props: { label: string; value?: number; hint?: ReactNode }): ReactNode {
  const { t } = useTranslation('ui');
  const percent =
    props.value === undefined ? undefined : Math.floor(Math.min(Math.max(props.value, 0), 1) * 100);
  return (
    <div className="progress-line">
      <div className="progress-line__words">
        <span>{props.label}</span>
        {percent !== undefined && <span className="figures">{t('progress', { percent })}</span>}
      </div>
      <progress
        className="progress-line__bar"
        aria-label={props.label}
        max={100}
        {...(percent !== undefined && { value: percent })}
      />
      {props.hint && <p className="progress-line__hint">{props.hint}</p>}
    </div>
  );
}
