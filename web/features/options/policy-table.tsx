import { IconTag } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The label by which the program finds its own activity code. */
const activityCode = 'ion8-CALL';

const rows = [
  ['rowCall', 'cellFee', 'cellTask', 'cellTaskNobody'],
  ['rowText', 'cellMemo', 'cellTask', 'cellTaskNobody'],
  ['rowFax', 'cellDocument', 'cellFaxElse', 'cellFaxElse'],
] as const;

/** What is written for each kind, as the table it is. */
export function PolicyTable(): ReactNode {
  const { t } = useTranslation('options');
  return (
    <section className="options__section" aria-labelledby="section_table">
      <h2 id="section_table" className="options__title">
        {t('section_table')}
      </h2>
      <div className="policy">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls sideways must scroll by keyboard */}
        <section className="policy__scroll" tabIndex={0} aria-label={t('tableCaption')}>
          <table className="policy__table">
            <caption>{t('tableCaption')}</caption>
            <thead>
              <tr>
                <td />
                <th scope="col">{t('tableOne')}</th>
                <th scope="col">{t('tableElse')}</th>
                <th scope="col">{t('tableNobody')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(([kind, one, otherwise, nobody]) => (
                <tr key={kind}>
                  <th scope="row">{t(kind)}</th>
                  <td>{t(one)}</td>
                  <td>{t(otherwise)}</td>
                  <td>{t(nobody)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <p className="policy__note">{t('cellNote')}</p>
      </div>
      <div className="policy__label">
        <IconTag size={18} stroke={1.75} aria-hidden />
        <div>
          <h3 className="option__name">{t('labelTitle', { label: activityCode })}</h3>
          <p className="option__about">{t('labelBody')}</p>
        </div>
      </div>
    </section>
  );
}
