import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMayDo } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { shortDay } from '../matters/day.ts';
import { useToday } from '../matters/day-words.tsx';
import { type KeptRule, noun, type Referrer } from './queries.ts';

const RuleForm = lazy(() => import('./rule-form.tsx').then((module) => ({ default: module.RuleForm })));

/** What is agreed now, what comes, and what held before. */
export function FeeSection({ referrer }: { referrer: Referrer }): ReactNode {
  const { t } = useTranslation('referrers');
  const mayAgree = useMayDo('owner', 'administrator') && !referrer.archived;
  const [agreeing, setAgreeing] = useState(false);
  return (
    <section aria-label={t('fee')}>
      <div className="referrer__head">
        <h2 className="referrer__title">{t('fee')}</h2>
        {mayAgree && (
          <Button size="compact-sm" variant="default" onClick={() => setAgreeing(true)}>
            {t(referrer.rules.length === 0 ? 'agreeFirst' : 'agree')}
          </Button>
        )}
      </div>
      {referrer.rules.length === 0 && <p className="quiet">{t('feeNone')}</p>}
      <ul className="referrer__lines">
        {referrer.rules.map((rule) => (
          <RuleLine key={rule.id} referrer={referrer} rule={rule} mayAgree={mayAgree} />
        ))}
      </ul>
      <Suspense>{agreeing && <RuleForm referrer={referrer} onClose={() => setAgreeing(false)} />}</Suspense>
    </section>
  );
}

const stateWords = { in_force: 'inForce', coming: 'coming', past: 'past' } as const;

function RuleLine(props: { referrer: Referrer; rule: KeptRule; mayAgree: boolean }): ReactNode {
  const { t } = useTranslation('referrers');
  const { locale } = useFirmFormat();
  const today = useToday();
  const client = useQueryClient();
  const { referrer, rule, mayAgree } = props;
  async function withdraw(): Promise<void> {
    try {
      const params = { id: referrer.id, ruleId: rule.id };
      await api('DELETE /api/v1/referrers/:id/fee-rules/:ruleId', { params });
      await client.invalidateQueries({ queryKey: [noun] });
      showDone(t('withdrawn'));
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <li className="referrer__line" data-quiet={rule.state === 'past' || undefined}>
      <span className="referrer__words">
        <span>{rule.words}</span>
        <span className="quiet">
          {t(stateWords[rule.state])} · {t('from', { day: shortDay(rule.startsOn, locale, today) })}
        </span>
      </span>
      {mayAgree && !rule.used && rule.state !== 'past' && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void withdraw()}>
          {t('withdraw')}
        </Button>
      )}
    </li>
  );
}
