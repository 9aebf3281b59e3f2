import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { threadKey } from './queries.ts';
import './waiting-mails.css';

type WaitingMail = Answer<'GET /api/v1/conversations/:id/mail-replies'>['items'][number];

/** Answers by mail whose sender is not proved: a person says whose they are. Nothing of them was posted. */
export function WaitingMails({ conversationId }: { conversationId: string }): ReactNode {
  const { data } = useQuery({
    queryKey: [...threadKey(conversationId), 'mail-replies'],
    queryFn: ({ signal }) =>
      api('GET /api/v1/conversations/:id/mail-replies', { params: { id: conversationId }, signal }),
  });
  return (data?.items ?? []).map((mail) => (
    <OneMail key={mail.id} conversationId={conversationId} mail={mail} />
  ));
}

function OneMail({ conversationId, mail }: { conversationId: string; mail: WaitingMail }): ReactNode {
  const { t } = useTranslation('conversations');
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const { personName: name, sender } = mail;
  async function settle(does: 'post' | 'dismiss'): Promise<void> {
    setBusy(true);
    try {
      const params = { id: conversationId, replyId: mail.id };
      await api('POST /api/v1/conversations/:id/mail-replies/:replyId', { params, body: { do: does } });
      await client.invalidateQueries({ queryKey: threadKey(conversationId) });
      showDone(t(does === 'post' ? 'mailPosted' : 'mailPutAside', { name }));
    } catch (error) {
      showProblem(error);
    }
    setBusy(false);
  }
  return (
    <section className="waiting-mail" aria-label={t('mailFrom', { sender })}>
      <p>
        <strong>{t('mailFrom', { sender })}</strong> <RelativeTime at={mail.receivedAt} />
      </p>
      <p>{t(`mail_${mail.reason}`, { name })}</p>
      {mail.body !== '' && <blockquote className="waiting-mail__words">{mail.body}</blockquote>}
      {mail.files > 0 && <p>{t('mailFiles', { count: mail.files })}</p>}
      <p className="waiting-mail__acts">
        <Button size="compact-sm" loading={busy} onClick={() => void settle('post')}>
          {t('mailPost', { name })}
        </Button>
        <Button size="compact-sm" variant="default" disabled={busy} onClick={() => void settle('dismiss')}>
          {t('mailDismiss')}
        </Button>
      </p>
    </section>
  );
}
