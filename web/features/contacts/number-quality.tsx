import { Button, TextInput } from '@mantine/core';
import '@mantine/core/styles/Input.layer.css';
import { IconAlertTriangle, IconArrowLeft, IconDownload, IconPhoneCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import './number-quality.css';

type NumberToFix = Answer<'GET /api/v1/contact-numbers'>['items'][number];

/** Numbers that no call can be matched by, to be put right in place. */
export function NumberQuality(): ReactNode {
  const { t } = useTranslation('contacts');
  const list = useKeysetList({
    queryKey: ['contacts', 'numbers'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/contact-numbers', { query: { ...(after !== undefined && { after }) }, signal }),
  });
  return (
    <div className="quality">
      <Link to={paths.contacts} className="quality__back">
        <IconArrowLeft size={14} stroke={2} aria-hidden /> {t('title')}
      </Link>
      <PageHeader
        title={t('numberQuality')}
        subtitle={t('numberQualityBody')}
        actions={
          list.items.length > 0 && (
            <Button
              component="a"
              href="/api/v1/contact-numbers.csv"
              variant="default"
              leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
            >
              {t('exportCsv')}
            </Button>
          )
        }
      />
      {list.state === 'failed' && (
        <div className="quality__list">
          <ProblemAlert error={list.error} onRetry={list.retry} />
        </div>
      )}
      {list.state === 'ready' && list.items.length === 0 && (
        <EmptyState icon={<IconPhoneCheck size={24} stroke={1.5} />} title={t('allNumbersFine')}>
          {t('allNumbersFineBody')}
        </EmptyState>
      )}
      {list.items.length > 0 && <FixList items={list.items} hasMore={list.hasMore} onMore={list.fetchMore} />}
    </div>
  );
}

/** Every line is a small form, so this is a list of its own and not one to move in by arrows. */
function FixList(props: { items: readonly NumberToFix[]; hasMore: boolean; onMore: () => void }): ReactNode {
  const { t } = useTranslation('contacts');
  const { items, hasMore, onMore } = props;
  const scroller = useRef<HTMLUListElement>(null);
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 56,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 10,
  });
  const shown = virtualizer.getVirtualItems();
  const near = (shown.at(-1)?.index ?? 0) >= items.length - 10;
  useEffect(() => {
    if (near && hasMore) onMore();
  }, [near, hasMore, onMore]);
  return (
    <ul className="quality__list" aria-label={t('numberQuality')} ref={scroller}>
      <li className="fix-space" style={{ height: shown[0]?.start ?? 0 }} aria-hidden />
      {shown.map((place) => {
        const item = items[place.index];
        if (!item) return null;
        return (
          <li key={place.key} data-index={place.index} ref={virtualizer.measureElement}>
            <Fix item={item} />
          </li>
        );
      })}
      <li
        className="fix-space"
        style={{ height: virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0) }}
        aria-hidden
      />
    </ul>
  );
}

const reasons = { unreadable: 'cannotBeRead', unlikely: 'looksWrong', own_number: 'isOurs' } as const;

function Fix({ item }: { item: NumberToFix }): ReactNode {
  const { t } = useTranslation('contacts');
  const client = useQueryClient();
  const [text, setText] = useState(item.text);
  const fresh = () => client.invalidateQueries({ queryKey: ['contacts'] });
  const save = useMutation({
    mutationFn: () => api('PATCH /api/v1/contact-numbers/:id', { params: { id: item.id }, body: { text } }),
    onSuccess: async (contact) => {
      await fresh();
      const still = contact.phones.find((phone) => phone.text === text.trim());
      const number = still?.numbers.find(({ problem }) => problem === null) ?? still?.numbers[0];
      if (!number) return;
      showDone(
        t(number.problem === null ? 'numberFixed' : 'numberKept', { name: item.contactName }),
        async () => {
          await api('PATCH /api/v1/contact-numbers/:id', {
            params: { id: number.id },
            body: { text: item.text },
          });
          await fresh();
        },
      );
    },
    onError: (error) => showProblem(error),
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (text.trim() !== '' && text !== item.text) save.mutate();
  }
  return (
    <form className="fix" onSubmit={submit}>
      <Link className="fix__who" to={`/contacts/${item.contactId}`}>
        {item.contactName}
      </Link>
      <span className="fix__text">
        <Marked text={item.text} part={item.part} />
        {item.label && <span className="quiet"> {item.label}</span>}
      </span>
      <span className="fix__why">
        <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
        {t(reasons[item.problem])}
      </span>
      <TextInput
        className="fix__field"
        type="tel"
        size="sm"
        aria-label={t('correctNumber', { name: item.contactName })}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" size="xs" disabled={save.isPending || text.trim() === '' || text === item.text}>
        {t('fix')}
      </Button>
    </form>
  );
}

/** The field as it was written, with the part that is wrong marked. */
function Marked({ text, part }: { text: string; part: string }): ReactNode {
  const at = text.indexOf(part);
  if (at < 0 || part === '') return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{part}</mark>
      {text.slice(at + part.length)}
    </>
  );
}
