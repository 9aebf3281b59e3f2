import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { SettingsBlock, SettingsPage } from '../settings/settings-page.tsx';
import './fee-scales.css';
import { Ladders } from './ladder-chart.tsx';
import { checkQuery, type FeeScale, type ScaleVersion, scaleQuery, versionQuery } from './queries.ts';
import { ScaleActions } from './scale-actions.tsx';
import { useScaleWrites } from './use-scale-writes.ts';
import { ScaleStates, VersionFacts, VersionState } from './version-state.tsx';

/** One fee scale: its versions, and what the one in force comes to. */
export function FeeScalePage(): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const { data: scale, error, refetch } = useQuery(scaleQuery(id));
  const mayChange = useMayDo('owner', 'administrator');
  const under = [{ to: paths.feeScales, label: t('title') }];
  if (!scale)
    return (
      <SettingsPage title={t('scale')} under={under}>
        {error ? (
          <ProblemAlert error={error} onRetry={() => void refetch()} />
        ) : (
          <ProgressLine label={t('scale')} />
        )}
      </SettingsPage>
    );
  return (
    <SettingsPage
      title={scale.name}
      under={under}
      subtitle={
        <span className="fee-scale__states">
          <ScaleStates scale={scale} />
        </span>
      }
      actions={<Actions scale={scale} mayChange={mayChange} />}
    >
      <SettingsBlock title={t('versions')} about={t('versionsAbout')}>
        <ul className="settings-rows">
          {scale.versions.map((version) => (
            <VersionRow key={version.id} scale={scale} version={version} mayChange={mayChange} />
          ))}
        </ul>
      </SettingsBlock>
      <InForce scale={scale} />
    </SettingsPage>
  );
}

function Actions({ scale, mayChange }: { scale: FeeScale; mayChange: boolean }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const navigate = useNavigate();
  const drafted = scale.versions.some(({ state }) => state === 'draft');
  const inForce = scale.versions.some(({ state }) => state === 'in_force');
  return (
    <>
      {inForce && (
        <Button
          variant="default"
          onClick={() => void navigate({ to: paths.feeScaleTry, params: { id: scale.id } })}
        >
          {t('tryIt')}
        </Button>
      )}
      {mayChange && !scale.archived && (
        <Button onClick={() => void navigate({ to: paths.feeScaleDraft, params: { id: scale.id } })}>
          {t(drafted ? 'openDraft' : 'change')}
        </Button>
      )}
      {mayChange && <ScaleActions scale={scale} />}
    </>
  );
}

function VersionRow(props: { scale: FeeScale; version: ScaleVersion; mayChange: boolean }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { scale, version, mayChange } = props;
  const { withdraw, removeDraft } = useScaleWrites(scale);
  const name = t('versionNumber', { number: version.number });
  const isDraft = version.state === 'draft';
  return (
    <li>
      <span className="settings-rows__words">
        <span className="fee-version__name">
          {isDraft && mayChange ? (
            <Link to={paths.feeScaleDraft} params={{ id: scale.id }}>
              {name}
            </Link>
          ) : (
            <Link to={paths.feeScaleVersion} params={{ id: scale.id, versionId: version.id }}>
              {name}
            </Link>
          )}
          <VersionState version={version} />
        </span>
        <span className="settings-rows__about">
          <VersionFacts version={version} />
        </span>
      </span>
      {mayChange && version.state === 'coming' && (
        <Button size="xs" variant="default" onClick={() => void withdraw(version)}>
          {t('withdraw')}
        </Button>
      )}
      {mayChange && isDraft && scale.versions.length > 1 && (
        <Button size="xs" variant="subtle" onClick={() => void removeDraft(version)}>
          {t('removeDraft')}
        </Button>
      )}
    </li>
  );
}

/** The price ladder of what holds today, or of what will be the first to. */
function InForce({ scale }: { scale: FeeScale }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const shown = scale.versions.find(({ state }) => state === 'in_force') ?? scale.versions[0];
  const version = useQuery({ ...versionQuery(scale.id, shown?.id ?? ''), enabled: shown !== undefined });
  const content = version.data?.content;
  const check = useQuery({
    ...checkQuery(content ?? nothing),
    enabled: content !== undefined,
  });
  if (!shown || !content) return null;
  const number = shown.number;
  return (
    <SettingsBlock
      title={t('preview')}
      about={t(shown.state === 'in_force' ? 'previewInForce' : 'previewOf', { number })}
    >
      {check.data && <Ladders content={content} ladders={check.data.ladders} />}
    </SettingsBlock>
  );
}

const mapped = { mapped: true };
/** Never sent: it stands where a content is going to be. */
const nothing = {
  currency: 'GBP',
  vatBasisPoints: 0,
  validDays: 14,
  sections: { legal_fees: mapped, additional_fees: mapped, disbursements: mapped },
  lines: [],
  terms: '',
};
