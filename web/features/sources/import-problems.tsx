import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { problemWords, reportCsv } from './import-report.ts';
import type { ImportReport } from './source.ts';

/** More than this nobody reads on a screen; the whole list can be saved. */
const shown = 100;

export function ImportProblems({ problems }: { problems: ImportReport['problems'] }): ReactNode {
  const { t } = useTranslation('sources');
  const { locale } = useFirmFormat();
  const inOrder = problems.toSorted((one, other) => one.line - other.line);
  function save(): void {
    const url = URL.createObjectURL(new Blob([reportCsv(inOrder)], { type: 'text/csv' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'rows-not-read.csv';
    link.click();
    URL.revokeObjectURL(url);
  }
  return (
    <section className="import-problems" aria-label={t('importProblems')}>
      <div className="import-problems__head">
        <h2 className="csv-import__title">{t('importProblems')}</h2>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconDownload size={14} stroke={1.75} aria-hidden />}
          onClick={save}
        >
          {t('importSaveReport')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways must scroll by keyboard */}
      <section className="import-problems__scroll" tabIndex={0} aria-label={t('importText')}>
        <table className="import-problems__table">
          <thead>
            <tr>
              <th scope="col">{t('importLine')}</th>
              <th scope="col">{t('importColumn')}</th>
              <th scope="col">{t('importWhy')}</th>
              <th scope="col">{t('importText')}</th>
            </tr>
          </thead>
          <tbody>
            {inOrder.slice(0, shown).map(({ line, column, reason, text }) => {
              const words = problemWords(reason);
              return (
                <tr key={`${line} ${column} ${reason}`}>
                  <td className="figures">{line.toLocaleString(locale)}</td>
                  <td>{column}</td>
                  <td>{words === undefined ? reason.replaceAll('_', ' ') : t(words)}</td>
                  <td className="import-problems__text">{text}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
      {problems.length > shown && (
        <p className="quiet">{t('importProblemsMore', { count: problems.length - shown })}</p>
      )}
    </section>
  );
}
