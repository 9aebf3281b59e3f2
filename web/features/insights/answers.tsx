import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Bar } from './bar.tsx';
import { Card } from './card.tsx';
import { DefinitionNote } from './definition-note.tsx';
import { NumberLink } from './number-link.tsx';
import type { Summary } from './queries.ts';
import { numberIn } from './tiles.tsx';
import { useNumberWords } from './use-numbers.ts';

const bands = ['answered_15m', 'answered_1h', 'answered_4h', 'answered_24h', 'answered_later'] as const;

/** How soon leads were answered; those that were not stand apart. */
export function Answers({ summary }: { summary: Summary }): ReactNode {
  const { t } = useTranslation('insights');
  const words = useNumberWords();
  const count = (metric: (typeof bands)[number] | 'unanswered') => numberIn(summary, metric).value ?? 0;
  const longest = Math.max(...[...bands, 'unanswered' as const].map(count));
  const median = numberIn(summary, 'response_median').value;
  const p90 = numberIn(summary, 'response_p90').value;
  return (
    <Card
      name={t('answers')}
      message={median === null ? t('answersNone') : t('answersTitle', { time: words(median, 'seconds') })}
    >
      <dl className="answers">
        <div>
          <dt>
            {t('median')}
            <DefinitionNote metric="response_median" label={t('median')} />
          </dt>
          <dd>
            <NumberLink metric="response_median" unit="seconds" value={median} label={t('median')} />
          </dd>
        </div>
        <div>
          <dt>
            {t('p90')}
            <DefinitionNote metric="response_p90" label={t('p90')} />
          </dt>
          <dd>
            <NumberLink metric="response_p90" unit="seconds" value={p90} label={t('p90')} />
          </dd>
        </div>
      </dl>
      <ul className="bars">
        {bands.map((metric) => (
          <Bar
            key={metric}
            {...{ metric, longest }}
            unit="leads"
            value={count(metric)}
            label={t(metric)}
            tone="way"
          />
        ))}
        <Bar
          metric="unanswered"
          unit="leads"
          value={count('unanswered')}
          longest={longest}
          label={t('unanswered')}
          tone="end"
        />
      </ul>
    </Card>
  );
}
