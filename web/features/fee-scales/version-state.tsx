import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { FeeScale, ScaleVersion } from './queries.ts';

const looks = { draft: 'held', coming: 'waiting', in_force: 'logged', past: 'undone' } as const;

/** "1 January 2027", as the firm writes it. */
export function useDay(): (day: string) => string {
  const { locale } = useFirmFormat();
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  return (day) => format.format(new Date(`${day}T00:00:00Z`));
}

/** What a version is today, with its day where that says more. */
export function VersionState({ version }: { version: ScaleVersion }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const day = useDay();
  const { state, startsOn } = version;
  return (
    <StateBadge state={looks[state]}>
      {state === 'coming' && startsOn !== null
        ? t('comingOn', { day: day(startsOn) })
        : state === 'in_force' && startsOn !== null
          ? t('inForceSince', { day: day(startsOn) })
          : t(`state_${state}`)}
    </StateBadge>
  );
}

/** In force, coming and draft, in this order; the past ones say nothing about today. */
export function ScaleStates({ scale }: { scale: FeeScale }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const shown = (['in_force', 'coming', 'draft'] as const).flatMap((state) =>
    scale.versions.filter((version) => version.state === state),
  );
  return (
    <>
      {scale.isDefault && <span className="fee-default">{t('default')}</span>}
      {scale.archived && <StateBadge state="skipped">{t('archived')}</StateBadge>}
      {shown.map((version) => (
        <VersionState key={version.id} version={version} />
      ))}
    </>
  );
}

/** "39 lines · published by Olive Owner". */
export function VersionFacts({ version }: { version: ScaleVersion }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const lines = t('lines', { count: version.lines });
  const { publishedBy } = version;
  return publishedBy === null ? lines : `${lines} · ${t('publishedBy', { name: publishedBy })}`;
}
