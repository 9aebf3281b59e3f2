import '@mantine/core/styles/Input.layer.css';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchState } from '../../ui/search-state.ts';
import { differingLines } from './differing-lines.ts';
import { type Priced, type QuoteDetail, type VersionDetail, versionQuery } from './queries.ts';
import { useMoney } from './use-money.ts';

/** What has changed: against the version before in sentences, against any other line by line. */
export function Compare({ quote, version }: { quote: QuoteDetail; version: VersionDetail }): ReactNode {
  const { t } = useTranslation('quotes');
  const [{ compare }, setSearch] = useSearchState();
  const others = quote.versions.filter(({ id, state }) => id !== version.id && state !== 'draft');
  const other = others.find(({ id }) => id === compare);
  const otherDetail = useQuery({
    ...versionQuery(quote.id, other?.id ?? ''),
    enabled: other !== undefined,
  }).data;
  if (others.length === 0) return null;
  return (
    <section className="quote-compare" aria-label={t('changed')}>
      {version.changes.length > 0 && (
        <>
          <h2 className="quote-aside__title">{t('changedSince')}</h2>
          <ul className="quote-compare__sentences">
            {version.changes.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
      <NativeSelect
        label={t('compareWith')}
        value={other?.id ?? ''}
        data={[
          { value: '', label: t('compareNone') },
          ...others.map(({ id, number }) => ({ value: id, label: t('versionTitle', { number }) })),
        ]}
        onChange={({ currentTarget }) => setSearch({ compare: currentTarget.value || undefined })}
      />
      {otherDetail?.priced && version.priced && (
        <Differences
          before={otherDetail.number < version.number ? otherDetail : version}
          after={otherDetail.number < version.number ? version : otherDetail}
        />
      )}
    </section>
  );
}

function Differences({ before, after }: { before: VersionDetail; after: VersionDetail }): ReactNode {
  const { t } = useTranslation('quotes');
  if (!before.priced || !after.priced) return null;
  const lines = differingLines(before.priced, after.priced);
  if (lines.length === 0) return <p className="quiet">{t('nothingChanged')}</p>;
  return <Table lines={lines} before={[before.number, before.priced]} after={[after.number, after.priced]} />;
}

function Table(props: {
  lines: ReturnType<typeof differingLines>;
  before: readonly [number: number, priced: Priced];
  after: readonly [number: number, priced: Priced];
}): ReactNode {
  const { t } = useTranslation('quotes');
  const money = useMoney();
  const say = (pence: number | null) => (pence === null ? t('gone') : money(pence));
  const [beforeNumber, before] = props.before;
  const [afterNumber, after] = props.after;
  return (
    <table className="quote-compare__table">
      <thead>
        <tr>
          <th scope="col">{t('line')}</th>
          <th scope="col">{t('before', { number: beforeNumber })}</th>
          <th scope="col">{t('before', { number: afterNumber })}</th>
        </tr>
      </thead>
      <tbody>
        {props.lines.map((line) => (
          <tr key={line.key}>
            <th scope="row">{line.label}</th>
            <td className="figures">{say(line.before)}</td>
            <td className="figures">{say(line.after)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('inAll')}</th>
          <td className="figures">{money(before.totals.total)}</td>
          <td className="figures">{money(after.totals.total)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
