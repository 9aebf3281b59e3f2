import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Asked } from './asked.ts';
import { Bar } from './bar.tsx';
import { Card } from './card.tsx';
import { DefinitionNote } from './definition-note.tsx';
import { breakdownQuery, type Summary } from './queries.ts';
import { numberIn } from './tiles.tsx';
import { useNumberWords } from './use-numbers.ts';

const way = ['leads', 'funnel_quoted', 'funnel_instructed', 'funnel_converted'] as const;
const ends = ['open', 'lost', 'expired'] as const;

/** From the first word to the matter, and where the others went. */
export function Funnel({ summary, asked }: { summary: Summary; asked: Asked }): ReactNode {
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  const count = (metric: (typeof way)[number] | (typeof ends)[number]) =>
    numberIn(summary, metric).value ?? 0;
  const longest = Math.max(...[...way, ...ends].map(count));
  const leads = count('leads');
  const by = asked.by ?? 'cohort';
  const steps = (metrics: readonly ((typeof way)[number] | (typeof ends)[number])[], tone: 'way' | 'end') =>
    metrics.map((metric) => (
      <Bar
        key={metric}
        metric={metric}
        unit="leads"
        value={count(metric)}
        longest={longest}
        label={t(`step_${metric}`)}
        tone={tone}
        note={<DefinitionNote metric={metric} label={t(`step_${metric}`)} />}
        beside={
          by === 'cohort' && leads > 0 && metric !== 'leads'
            ? t('ofLeads', { share: words(count(metric) / leads, 'ratio') })
            : undefined
        }
      />
    ));
  return (
    <Card
      name={t('funnel')}
      message={
        longest === 0
          ? t('funnelNone')
          : t(`funnelTitle_${by}`, { converted: count('funnel_converted'), leads, lost: count('lost') })
      }
    >
      <ul className="bars">{steps(way, 'way')}</ul>
      <ul className="bars bars--ends">{steps(ends, 'end')}</ul>
      {count('lost') > 0 && <LostFor asked={asked} longest={longest} />}
    </Card>
  );
}

function LostFor({ asked, longest }: { asked: Asked; longest: number }): ReactNode {
  const { t } = useTranslation('insights');
  const { data } = useQuery(breakdownQuery(asked, 'reason'));
  const rows = (data?.items ?? []).filter(({ lost }) => lost > 0).toSorted((a, b) => b.lost - a.lost);
  return (
    <>
      <h3 className="insight-card__sub">{t('lostFor')}</h3>
      <ul className="bars">
        {rows.map(({ key, name, lost }) => (
          <Bar
            key={key ?? 'none'}
            metric="lost"
            unit="leads"
            value={lost}
            longest={longest}
            label={name ?? t('noReason')}
            tone="end"
            narrowed={{ reason: key ?? 'none' }}
          />
        ))}
      </ul>
    </>
  );
}
