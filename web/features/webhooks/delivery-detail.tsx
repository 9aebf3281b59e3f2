import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { paths } from '../../paths.ts';
import '../../ui/facts.css';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { CodeBlock } from './code-block.tsx';
import { readable, stateOf } from './endpoint.ts';
import { deliveryQuery, everyWebhookKey } from './queries.ts';

type Whole = Answer<'GET /api/v1/webhook-endpoints/:id/deliveries/:deliveryId'>;

/** What was sent, what was answered, and the button that sends it again. */
export function DeliveryDetail(props: { endpointId: string; deliveryId: string }): ReactNode {
  const { t } = useTranslation('webhooks');
  const client = useQueryClient();
  const { data, error, refetch } = useQuery(deliveryQuery(props.endpointId, props.deliveryId));
  const again = useMutation({
    mutationFn: () =>
      api('POST /api/v1/webhook-endpoints/:id/deliveries/:deliveryId/redeliver', {
        params: { id: props.endpointId, deliveryId: props.deliveryId },
      }),
    onSuccess: () => {
      showDone(t('sentAgain'));
      return client.invalidateQueries({ queryKey: everyWebhookKey });
    },
    onError: (problem) => showProblem(problem),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <ProgressLine label={t('delivery')} />;
  return (
    <article className="delivery">
      <h2 className="delivery__title">{t(`event_${knownType(data.type)}`)}</h2>
      <Facts delivery={data} />
      <div className="webhook-form__buttons">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} stroke={1.75} aria-hidden />}
          loading={again.isPending}
          onClick={() => again.mutate()}
        >
          {t('again')}
        </Button>
      </div>
      {data.body === null ? (
        <p className="quiet">{t('hidden')}</p>
      ) : (
        <>
          {data.attemptedAt !== null &&
            (data.answer ? (
              <CodeBlock title={t('answered')} text={data.answer} />
            ) : (
              <p className="quiet">{t('nothingAnswered')}</p>
            ))}
          <CodeBlock title={t('sent')} text={readable(data.body)} />
        </>
      )}
    </article>
  );
}

const types = [
  'interaction.created',
  'interaction.updated',
  'interaction.removed',
  'log_entry.logged',
  'log_entry.held',
  'log_entry.failed',
  'log_entry.skipped',
  'log_entry.undone',
] as const;

function knownType(type: string): (typeof types)[number] | 'webhook.test' {
  return types.find((one) => one === type) ?? 'webhook.test';
}

function Facts({ delivery }: { delivery: Whole }): ReactNode {
  const { t } = useTranslation('webhooks');
  const { locale } = useFirmFormat();
  const { state, words } = stateOf(delivery);
  return (
    <dl className="facts">
      <dt>{t('state')}</dt>
      <dd>
        <StateBadge state={state}>{t(words)}</StateBadge>
      </dd>
      {delivery.error !== null && (
        <>
          <dt>{t('why')}</dt>
          <dd>{delivery.error}</dd>
        </>
      )}
      <dt>{t('happened')}</dt>
      <dd>
        <RelativeTime at={delivery.createdAt} />
      </dd>
      <dt>{t('attempts')}</dt>
      <dd>{delivery.attempts}</dd>
      {delivery.attemptedAt !== null && (
        <>
          <dt>{t('lastAttempt')}</dt>
          <dd>
            <RelativeTime at={delivery.attemptedAt} />
          </dd>
          <dt>{t('answerStatus')}</dt>
          <dd>{delivery.statusCode ?? t('noAnswer')}</dd>
        </>
      )}
      {delivery.durationMs !== null && (
        <>
          <dt>{t('took')}</dt>
          <dd>{t('milliseconds', { number: delivery.durationMs.toLocaleString(locale) })}</dd>
        </>
      )}
      {delivery.nextAttemptAt !== null && (
        <>
          <dt>{t('nextAttempt')}</dt>
          <dd>
            <RelativeTime at={delivery.nextAttemptAt} />
          </dd>
        </>
      )}
      <dt>{t('messageId')}</dt>
      <dd>
        <code>{delivery.webhookId}</code>
      </dd>
      {delivery.interactionId !== null && (
        <>
          <dt />
          <dd>
            <Link to={paths.interaction} params={{ id: delivery.interactionId }}>
              {t('seeInteraction')}
            </Link>
          </dd>
        </>
      )}
    </dl>
  );
}
