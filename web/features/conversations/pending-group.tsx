import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { useMe } from '../../api/session.tsx';
import { ConfirmDialog } from '../matters/confirm-dialog.tsx';
import { Initials } from './message-group.tsx';
import { externalsOf } from './people.ts';
import { useThread } from './thread-context.ts';
import { useNames } from './use-names.ts';
import type { Pending, Sending } from './use-sending.ts';

/** What one has sent and the server does not have yet, at the end of the thread. */
export function PendingGroup({ sending }: { sending: Sending }): ReactNode {
  const { staff } = useMe();
  if (sending.pending.length === 0) return null;
  const name = `${staff.firstName} ${staff.lastName}`.trim();
  return (
    <section className="message-group" data-who="staff" aria-label={name}>
      <Initials of={{ name, who: 'staff' }} />
      <div className="message-group__words">
        <p className="message-group__head">
          <span className="message-group__author">{name}</span>
        </p>
        {sending.pending.map((one) => (
          <PendingMessage key={one.key} one={one} sending={sending} />
        ))}
      </div>
    </section>
  );
}

function PendingMessage({ one, sending }: { one: Pending; sending: Sending }): ReactNode {
  const { t } = useTranslation('conversations');
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => element.current?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <div className="message" data-pending={one.state} ref={element}>
      <p className="message__text">{one.words.body}</p>
      {one.state === 'sending' && <p className="message__read">{t('sending')}</p>}
      {one.state === 'failed' && <Failed one={one} sending={sending} />}
      {one.state === 'asking' && <Asks one={one} sending={sending} />}
    </div>
  );
}

function Failed({ one, sending }: { one: Pending; sending: Sending }): ReactNode {
  const { t } = useTranslation(['conversations', 'ui']);
  const { error } = one;
  const why =
    error instanceof ApiProblem && error.status !== 0
      ? (error.detail ?? error.title)
      : t('ui:unreachableTitle');
  return (
    <div className="message__failed" role="alert">
      <IconAlertTriangle size={16} stroke={1.75} aria-hidden />
      <span>
        <strong>{t('notSent')}</strong> {why}
      </span>
      <Button size="compact-xs" variant="default" onClick={() => sending.again(one, false)}>
        {t('sendAgain')}
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={() => sending.backToField(one)}>
        {t('backToComposer')}
      </Button>
    </div>
  );
}

/** Asked once: after a long rest, and before many people outside the firm read it. */
function Asks({ one, sending }: { one: Pending; sending: Sending }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const names = useNames();
  const outside = names(externalsOf(conversation).map(({ name }) => name));
  return (
    <ConfirmDialog
      title={t('confirmTitle')}
      confirm={t('confirmSend', { names: outside })}
      cancel={t('confirmLook')}
      onConfirm={() => sending.again(one, true)}
      onClose={() => sending.backToField(one)}
    >
      <p>{one.question}</p>
      <blockquote className="confirm__words">{one.words.body}</blockquote>
    </ConfirmDialog>
  );
}
