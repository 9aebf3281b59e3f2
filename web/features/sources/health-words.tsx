import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../../ui/clock.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { shortDate } from '../../ui/when.ts';
import { healthOf, type Warning, warningsOf } from './health.ts';
import './health-words.css';
import type { Source } from './source.ts';

export function HealthBadge({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('sources');
  const { state, words } = healthOf(source);
  return <StateBadge state={state}>{t(words)}</StateBadge>;
}

/** What somebody should know about it, each in a sentence. */
export function Warnings({ source }: { source: Source }): ReactNode {
  const say = useWarningWords();
  const warnings = warningsOf(source, new Date(useNow()));
  if (warnings.length === 0) return null;
  return (
    <ul className="source-warnings">
      {warnings.map((warning) => (
        <li key={warning.say} data-tone={warning.say === 'attention' ? 'failed' : 'person'}>
          <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
          <span>{say(warning)}</span>
        </li>
      ))}
    </ul>
  );
}

function useWarningWords(): (warning: Warning) => string {
  const { t } = useTranslation('sources');
  const zone = useFirmFormat();
  return (warning) => {
    switch (warning.say) {
      case 'attention':
        return warning.detail;
      case 'warn_silent':
        return t('warn_silent', { when: shortDate(new Date(warning.since), new Date(), zone) });
      case 'warn_refused':
        return t('warn_refused', { what: warning.what });
      case 'warn_subscription':
        return t('warn_subscription', { status: warning.status });
      case 'warn_noCredentials':
        return t('warn_noCredentials');
      default:
        return t(warning.say, { count: warning.count });
    }
  };
}
