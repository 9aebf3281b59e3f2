import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { type MessageTemplate, templatesQuery } from './queries.ts';

type Preview = Answer<'POST /api/v1/message-templates/:kind/preview'>;

/** The words of one kind, how they will read, and what was said before. */
export function TemplateForm(props: { template: MessageTemplate; onClose: () => void }): ReactNode {
  const { t } = useTranslation('templates');
  const { template } = props;
  const { kind, channel } = template;
  const client = useQueryClient();
  const [subject, setSubject] = useState(template.subject);
  const [body, setBody] = useState(template.body);
  const [problem, setProblem] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const preview = usePreview(kind, subject, body);
  const faultOf = (field: 'subject' | 'body') =>
    preview?.faults
      .filter((fault) => fault.field === field)
      .map(({ message }) => message)
      .join(' ') || undefined;
  const changed = subject !== template.subject || body !== template.body;

  async function act(work: () => Promise<unknown>, words: string): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      showDone(words);
      await client.invalidateQueries({ queryKey: templatesQuery.queryKey });
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const save = (event: FormEvent) => {
    event.preventDefault();
    const given = { subject, body, version: template.version };
    void act(() => api('PUT /api/v1/message-templates/:kind', { params: { kind }, body: given }), t('saved'));
  };
  const toDefault = () =>
    act(() => api('DELETE /api/v1/message-templates/:kind', { params: { kind } }), t('backToDefaultDone'));

  return (
    <form className="template" onSubmit={save} noValidate>
      {problem !== undefined && <ProblemAlert error={problem} />}
      <div className="template__words">
        {channel === 'email' && (
          <TextInput
            label={t('subject')}
            value={subject}
            maxLength={500}
            onChange={({ currentTarget }) => setSubject(currentTarget.value)}
            error={faultOf('subject')}
          />
        )}
        <Textarea
          label={t('body')}
          value={body}
          autosize
          minRows={channel === 'email' ? 8 : 3}
          maxRows={24}
          onChange={({ currentTarget }) => setBody(currentTarget.value)}
          error={faultOf('body')}
        />
        <p className="template__hint">
          {t('placeholders')}{' '}
          {template.placeholders.map(({ name, required }) => (
            <code key={name} className="template__name" title={t(required ? 'required' : 'optional')}>
              {`{${name}}`}
              {required && '*'}
            </code>
          ))}
          <br />
          {t('placeholdersAbout')}
        </p>
        <div className="settings-actions">
          <Button type="submit" loading={busy} disabled={!changed || (preview?.faults.length ?? 0) > 0}>
            {t('save')}
          </Button>
          {template.own && (
            <Button variant="subtle" disabled={busy} onClick={() => void toDefault()}>
              {t('backToDefault')}
            </Button>
          )}
          <Button variant="subtle" onClick={props.onClose}>
            {t('close')}
          </Button>
        </div>
      </div>
      <section className="template__preview" aria-label={t('preview')}>
        <h3>{t('preview')}</h3>
        {preview && preview.subject !== '' && <strong>{preview.subject}</strong>}
        <p>{preview?.body}</p>
      </section>
      {template.version > 0 && (
        <Versions
          kind={kind}
          onTake={(before) => {
            setSubject(before.subject);
            setBody(before.body);
          }}
        />
      )}
    </form>
  );
}

const afterMs = 250;

/** By the server, which also judges when it is saved. */
function usePreview(kind: MessageTemplate['kind'], subject: string, body: string): Preview | null {
  const [preview, setPreview] = useState<Preview | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const { signal } = stop;
      api('POST /api/v1/message-templates/:kind/preview', {
        params: { kind },
        body: { subject, body },
        signal,
      })
        .then(setPreview)
        // The one before stays; saving says what is wrong.
        .catch(() => undefined);
    }, afterMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [kind, subject, body]);
  return preview;
}

function Versions(props: {
  kind: MessageTemplate['kind'];
  onTake: (words: { subject: string; body: string }) => void;
}): ReactNode {
  const { t } = useTranslation('templates');
  const { kind } = props;
  const { data } = useQuery({
    queryKey: [...templatesQuery.queryKey, kind, 'versions'],
    queryFn: ({ signal }) =>
      api('GET /api/v1/message-template-versions', {
        query: { kind, limit: 20 },
        signal,
      }),
  });
  if (!data) return null;
  return (
    <details className="template__versions">
      <summary>{t('versions')}</summary>
      <ul>
        {data.items.map((one) => (
          <li key={one.version}>
            <span>
              {t(one.own ? 'versionBy' : 'versionDefaultBy', { name: one.changedBy })} ·{' '}
              <RelativeTime at={one.changedAt} />
            </span>
            <Button variant="subtle" size="compact-sm" onClick={() => props.onTake(one)}>
              {t('takeWords')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
