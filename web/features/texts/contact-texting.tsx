import '@mantine/core/styles/Button.layer.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import './texts.css';
import { contactTextingQuery, type ContactTexting as Texting } from './queries.ts';

const ConsentDialog = lazy(() =>
  import('./consent-dialog.tsx').then((module) => ({ default: module.ConsentDialog })),
);

type OneNumber = Texting['numbers'][number];

/** Whether a contact may be texted, and every word on it. Not there where the firm sends no texts. */
export function ContactTexting({ contactId }: { contactId: string }): ReactNode {
  const { t } = useTranslation('texts');
  const { data } = useQuery(contactTextingQuery(contactId));
  if (!data || (data.texting === 'off' && data.texts.length === 0) || data.numbers.length === 0) return null;
  return (
    <section aria-label={t('texting')} className="texting">
      <h2 className="contact-page__title">{t('texting')}</h2>
      <ul className="texting__numbers">
        {data.numbers.map((number) => (
          <NumberLine key={number.number} contactId={contactId} number={number} />
        ))}
      </ul>
      {data.texts.length > 0 && (
        <>
          <h3 className="texting__title">{t('withoutConversation')}</h3>
          <ul className="texting__numbers">
            {data.texts.map((text) => (
              <li key={text.id} className="texts__what">
                <span className="quiet">
                  <PhoneNumber number={text.number} /> · <RelativeTime at={text.at} />
                </span>
                <blockquote className="texts__words">{text.body}</blockquote>
                {text.files > 0 && <span className="quiet">{t('filesWait', { count: text.files })}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {data.ledger.length > 0 && (
        <details className="texting__ledger">
          <summary>{t('ledger', { count: data.ledger.length })}</summary>
          <ul>
            {data.ledger.map((word) => (
              <li key={word.id}>
                <span>
                  {t(`word_${word.change}`)} · <PhoneNumber number={word.number} /> ·{' '}
                  {t(`channel_${word.channel}`)}
                  {word.by !== null && <> · {word.by}</>} · <RelativeTime at={word.at} />
                </span>
                <span className="quiet">{word.basis}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

const looks = { in: 'logged', out: 'skipped', none: 'waiting' } as const;

function NumberLine({ contactId, number }: { contactId: string; number: OneNumber }): ReactNode {
  const { t } = useTranslation('texts');
  const [asking, setAsking] = useState<'in' | 'out'>();
  const state = number.consent ?? 'none';
  const next = number.consent === 'in' ? 'out' : 'in';
  const takesTexts = number.kind === 'mobile' || number.kind === 'either';
  return (
    <li className="texting__number">
      <span className="texting__what">
        <PhoneNumber number={number.number} />
        {takesTexts ? (
          <StateBadge state={looks[state]}>{t(`consent_${state}`)}</StateBadge>
        ) : (
          <StateBadge state="skipped">{t('noMobile')}</StateBadge>
        )}
        {number.carrierBlocked && <StateBadge state="failed">{t('carrierBlocked')}</StateBadge>}
        {number.problem !== null && <StateBadge state="failed">{t(`problem_${number.problem}`)}</StateBadge>}
      </span>
      {takesTexts && !number.carrierBlocked && (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`${t(`ask_${next}`)}: ${number.number}`}
          onClick={() => setAsking(next)}
        >
          {t(`ask_${next}`)}
        </Button>
      )}
      <Suspense>
        {asking !== undefined && (
          <ConsentDialog
            contactId={contactId}
            number={number.number}
            change={asking}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Suspense>
    </li>
  );
}
