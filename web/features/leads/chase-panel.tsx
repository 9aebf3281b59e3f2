import { Button } from '@mantine/core';
import { IconCheck, IconMail, IconMessage, IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { MenuButton } from '../../ui/menu-button.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone } from '../../ui/toasts.tsx';
import './chase-panel.css';
import { filledIn, type Lead } from './lead.ts';
import { sequencesQuery, useLeadAction } from './queries.ts';

const icons = { sms: IconMessage, email: IconMail, call_task: IconPhone } as const;
const whys = [
  'reply',
  'opt_out',
  'accepted',
  'declined',
  'lost',
  'expired',
  'duplicate',
  'converted',
  'person',
] as const;

/** How the quote is followed up: what went out, what is next, and the ways to change it. */
export function ChasePanel({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('leads');
  const act = useLeadAction();
  const chase = lead.fullChase;
  const mayChase = lead.state === 'quoted' || lead.state === 'chasing';
  if (!chase && !mayChase) return null;
  const params = { id: lead.id };
  const send = (what: 'start' | 'stop' | 'resume' | 'skip') =>
    act(() => api('POST /api/v1/leads/:id/chase', { params, body: { do: what } }));

  async function stop(): Promise<void> {
    if (await send('stop')) showDone(t('chaseStoppedNow'), () => send('resume'));
  }
  async function skip(): Promise<void> {
    const step = chase?.steps[chase.nextStep];
    if (step && (await send('skip'))) showDone(t('chaseSkipped', { step: t(`by_${step.by}`) }));
  }
  return (
    <section aria-label={t('chase')}>
      <div className="overview__head">
        <h2 className="overview__title">{t('chase')}</h2>
        {chase?.state === 'running' && (
          <span>
            <Button size="compact-sm" variant="subtle" onClick={() => void skip()}>
              {t('chaseSkip')}
            </Button>
            <Button size="compact-sm" variant="subtle" onClick={() => void stop()}>
              {t('chaseStop')}
            </Button>
          </span>
        )}
        {chase?.state === 'stopped' && mayChase && chase.nextStep < chase.steps.length && (
          <Button size="compact-sm" variant="subtle" onClick={() => void send('resume')}>
            {t('chaseResume')}
          </Button>
        )}
      </div>
      {chase && <Steps lead={lead} chase={chase} />}
      {chase?.state === 'done' && <p className="quiet">{t('chaseDone')}</p>}
      {chase?.state === 'stopped' && <Stopped why={chase.stoppedWhy} />}
      {!chase && <p className="quiet">{t('chaseNone')}</p>}
      {mayChase && chase?.state !== 'running' && <Start lead={lead} again={chase !== null} />}
    </section>
  );
}

function Stopped({ why }: { why: string | null }): ReactNode {
  const { t } = useTranslation('leads');
  const known = whys.find((one) => one === why);
  return <p className="quiet">{t('chaseStopped', { why: known === undefined ? '' : t(`why_${known}`) })}</p>;
}

function Start({ lead, again }: { lead: Lead; again: boolean }): ReactNode {
  const { t } = useTranslation('leads');
  const act = useLeadAction();
  const sequences = useQuery(sequencesQuery).data?.items ?? [];
  return (
    <MenuButton
      className="link-button chase__start"
      entries={sequences.map(({ id, name }) => ({
        kind: 'item',
        label: t('chaseWith', { name }),
        onChoose: () =>
          void act(() =>
            api('POST /api/v1/leads/:id/chase', {
              params: { id: lead.id },
              body: { do: 'start', sequenceId: id },
            }),
          ),
      }))}
    >
      {t(again ? 'chaseAgain' : 'chaseStart')}
    </MenuButton>
  );
}

function Steps({ lead, chase }: { lead: Lead; chase: NonNullable<Lead['fullChase']> }): ReactNode {
  const { t } = useTranslation('leads');
  return (
    <ol className="chase" aria-label={t('chaseSteps')}>
      {chase.steps.map((step, index) => {
        const Icon = icons[step.by];
        const place = index < chase.nextStep ? 'past' : index === chase.nextStep ? 'now' : 'next';
        return (
          // Steps have no id of their own, and never change places within one chase.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={index} className="chase__step" data-place={chase.state === 'running' ? place : 'past'}>
            {place === 'past' ? (
              <IconCheck size={16} stroke={2.25} aria-hidden />
            ) : (
              <Icon size={16} stroke={1.75} aria-hidden />
            )}
            <span className="chase__what">
              {step.subject === '' ? (
                t(`by_${step.by}`)
              ) : (
                <>
                  <span className="visually-hidden">{t(`by_${step.by}`)}: </span>
                  {filledIn(step.subject, lead, t(`transaction_${lead.transaction}`).toLowerCase())}
                </>
              )}
            </span>
            <span className="chase__when">
              {place === 'now' && chase.state === 'running' && chase.dueAt !== null ? (
                <>
                  {t('chaseDue')} <RelativeTime at={chase.dueAt} />
                </>
              ) : (
                t(`after_${step.unit}`, { count: step.after })
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
