import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldId } from './sheet-field.tsx';
import type { Check } from './sheet-query.ts';

function goTo(key: string | undefined): void {
  const place = key === undefined ? null : document.getElementById(fieldId(key));
  place?.scrollIntoView({ block: 'center' });
  place?.querySelector<HTMLElement>('input, select, textarea, button')?.focus({ preventScroll: true });
}

/** What does not fit, quietly; pressing a note goes to its field. Nothing of it keeps anybody from saving. */
export function Checks({ checks }: { checks: readonly Check[] }): ReactNode {
  const { t } = useTranslation('completion');
  if (checks.length === 0) return null;
  return (
    <ul className="sheet-checks" aria-label={t('checks')}>
      {checks.map(({ code, level, fields, words }) => (
        <li key={code}>
          <button type="button" className="sheet-check" data-level={level} onClick={() => goTo(fields[0])}>
            {level === 'warning' ? (
              <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
            ) : (
              <IconInfoCircle size={16} stroke={1.75} aria-hidden />
            )}
            <span>{words}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
