import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import './editor.css';
import './fee-scales.css';
import { Ladders } from './ladder-chart.tsx';
import { LineFacts } from './line-facts.tsx';
import { checkQuery, type VersionDetail, versionQuery } from './queries.ts';
import { Sections } from './sections.tsx';
import { useWords } from './use-words.ts';
import { VersionFacts, VersionState } from './version-state.tsx';

/** What one version says, to read. */
export function FeeScaleVersionPage(): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { id = '', versionId = '' }: { id?: string; versionId?: string } = useParams({ strict: false });
  const { data: version, error, refetch } = useQuery(versionQuery(id, versionId));
  const navigate = useNavigate();
  const mayChange = useMayDo('owner', 'administrator');
  const name = version ? t('versionNumber', { number: version.number }) : t('version');
  return (
    <SettingsPage
      title={name}
      under={[
        { to: paths.feeScales, label: t('title') },
        ...(version ? [{ to: paths.feeScale.replace('$id', id), label: version.feeScaleName }] : []),
      ]}
      {...(version && {
        subtitle: (
          <span className="fee-scale__states">
            <VersionState version={version} /> <VersionFacts version={version} />
          </span>
        ),
      })}
      {...(mayChange &&
        (version?.state === 'in_force' || version?.state === 'draft') && {
          actions: (
            <Button
              variant="default"
              onClick={() => void navigate({ to: paths.feeScaleDraft, params: { id } })}
            >
              {t(version.state === 'draft' ? 'openDraft' : 'change')}
            </Button>
          ),
        })}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!version && !error && <ProgressLine label={name} />}
      {version && <Reading version={version} />}
    </SettingsPage>
  );
}

function Reading({ version: { content } }: { version: VersionDetail }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const words = useWords();
  const [{ line: open }, setSearch] = useSearchState();
  const ladders = useQuery(checkQuery(content)).data?.ladders ?? [];
  return (
    <div className="fee-editor">
      <div className="fee-editor__lines">
        <Sections
          content={content}
          faultsOf={() => 0}
          open={open}
          onOpen={(line) => setSearch({ line })}
          opened={(line) => <LineFacts line={line} />}
        />
        <section className="fee-section" aria-label={t('general')}>
          <h2 className="fee-section__title">{t('general')}</h2>
          <dl className="facts">
            <dt>{t('vatRate')}</dt>
            <dd>{words.percent(content.vatBasisPoints)}</dd>
            <dt>{t('validDays')}</dt>
            <dd>{content.validDays}</dd>
          </dl>
          {content.terms !== '' && <p className="fee-section__terms">{content.terms}</p>}
        </section>
      </div>
      <aside className="fee-editor__aside" aria-label={t('preview')}>
        <div className="fee-editor__preview">
          <h2 className="fee-section__title">{t('preview')}</h2>
          <p className="quiet">{t('previewAbout')}</p>
          <Ladders content={content} ladders={ladders} />
        </div>
      </aside>
    </div>
  );
}
