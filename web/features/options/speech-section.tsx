import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { paths } from '../../paths.ts';
import { type SpeechSettings, speechSettingsQuery } from '../speech/queries.ts';
import { OptionLine } from './option-line.tsx';
import { type OptionsView, type SpeechOption, speechRows } from './options.ts';
import { missingFor } from './speech-missing.ts';
import type { ChangeOptions } from './use-options.ts';

type Props = { view: OptionsView; mayChange: boolean; onChange: ChangeOptions };

/** Transcripts and summaries, wherever these options count; greyed with the reason until the firm has what they need. */
export function SpeechSection({ view, mayChange, onChange }: Props): ReactNode {
  const { t } = useTranslation('options');
  // Members may not read the service's settings, and change nothing here.
  const settings = useQuery({ ...speechSettingsQuery, enabled: mayChange }).data;
  return (
    <section className="options__section" aria-labelledby="section_speech">
      <h2 id="section_speech" className="options__title">
        {t('section_speech')}
      </h2>
      <div className="options__rows">
        {speechRows.map((row) => (
          <OptionLine
            key={row.name}
            row={row}
            view={view}
            mayChange={mayChange && settings !== undefined}
            onChange={onChange}
            {...(settings && missingOf(settings, row.name))}
          />
        ))}
      </div>
    </section>
  );

  function missingOf(known: SpeechSettings, option: SpeechOption): { missing?: ReactNode } {
    const missing = missingFor(known, option);
    if (missing === null) return {};
    return {
      missing: (
        <>
          {t(`speechNeeds_${missing}`)} <Link to={paths.speech}>{t('speechSettings')}</Link>
        </>
      ),
    };
  }
}
