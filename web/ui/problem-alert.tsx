import { Button } from '@mantine/core';
import { IconAlertTriangle, IconEyeOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem.ts';
import './problem-alert.css';

/**
 * A failed call in words: what happened, what was kept, what to do.
 * What is not there, or not open to the person, is told calmly: nothing broke, and trying again changes nothing.
 * `kept` says what of the person's work is safe where the screen knows it.
 */
export function ProblemAlert(props: {
  error: unknown;
  kept?: string;
  onRetry?: () => void;
  dense?: boolean;
}): ReactNode {
  const { t } = useTranslation('ui');
  const { title, body, reference } = useWords(props.error);
  const closed = isClosed(props.error);
  const Icon = closed ? IconEyeOff : IconAlertTriangle;
  return (
    <div
      className="problem-alert"
      role="alert"
      data-dense={props.dense || undefined}
      data-calm={closed || undefined}
    >
      <Icon size={18} stroke={1.75} className="problem-alert__icon" aria-hidden />
      <div className="problem-alert__words">
        <p className="problem-alert__title">{title}</p>
        {body && <p>{body}</p>}
        {props.kept && <p>{props.kept}</p>}
        {reference && !closed && (
          <p className="problem-alert__reference">{t('reference', { id: reference })}</p>
        )}
      </div>
      {props.onRetry && !closed && (
        <Button size="xs" variant="default" onClick={props.onRetry}>
          {t('tryAgain')}
        </Button>
      )}
    </div>
  );
}

const isClosed = (error: unknown): boolean =>
  error instanceof ApiProblem && ([403, 404, 410].includes(error.status) || isMangled(error));

/** An address whose id lost some of its letters, as links in mails do. */
const isMangled = ({ status, fieldErrors }: ApiProblem): boolean =>
  status === 422 && Object.keys(fieldErrors).join() === 'id';

type Words = { title: string; body?: string | undefined; reference?: string | undefined };

function useWords(error: unknown): Words {
  const { t } = useTranslation('ui');
  if (!(error instanceof ApiProblem)) return { title: t('brokenTitle'), body: t('brokenBodyNoId') };
  if (error.status === 0) return { title: t('unreachableTitle'), body: t('unreachableBody') };
  if (error.status >= 500) {
    const body = error.requestId ? t('brokenBody', { id: error.requestId }) : t('brokenBodyNoId');
    return { title: t('brokenTitle'), body };
  }
  if (isMangled(error)) return { title: t('goneTitle'), body: t('mangledBody') };
  const more = error.detail === error.title ? undefined : error.detail;
  return {
    title: error.title,
    body: more ?? (error.status === 404 ? t('goneBody') : undefined),
    reference: error.requestId,
  };
}
