import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Checkbox.layer.css';
import { Button, Checkbox, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { fileSize } from '../matters/file-size.ts';
import { FormDialog, useSaving } from '../matters/form-frame.tsx';
import { matterAddress } from '../matters/matter-links.ts';
import { useFields } from '../matters/use-fields.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { type DueMatter, purgesKey, refreshPurges } from './purge-queries.ts';

/** What would go, chosen and proposed. */
export function DueBlock(): ReactNode {
  const { t } = useTranslation('purges');
  const [chosen, setChosen] = useState<readonly DueMatter[]>([]);
  const [asking, setAsking] = useState(false);
  const list = useKeysetList({
    queryKey: [...purgesKey, 'due'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/purges/due', { query: { limit: 25, ...(after && { after }) }, signal }),
  });
  const toggle = (matter: DueMatter) =>
    setChosen((before) =>
      before.some(({ id }) => id === matter.id)
        ? before.filter(({ id }) => id !== matter.id)
        : [...before, matter],
    );
  return (
    <SettingsBlock title={t('due')} about={t('dueAbout')}>
      {list.error && <ProblemAlert error={list.error} onRetry={list.retry} dense />}
      {list.state === 'ready' && list.items.length === 0 && (
        <p>
          {t('noDue')} <span className="quiet">{t('noDueAbout')}</span>
        </p>
      )}
      {list.items.length > 0 && (
        <ul className="settings-rows" aria-label={t('due')}>
          {list.items.map((matter) => (
            <DueRow
              key={matter.id}
              matter={matter}
              chosen={chosen.some(({ id }) => id === matter.id)}
              onToggle={() => toggle(matter)}
            />
          ))}
        </ul>
      )}
      {list.hasMore && (
        <Button variant="default" loading={list.isFetchingMore} onClick={list.fetchMore}>
          {t('more')}
        </Button>
      )}
      {list.items.length > 0 && (
        <div className="settings-actions">
          <Button disabled={chosen.length === 0} onClick={() => setAsking(true)}>
            {t('propose', { count: chosen.length })}
          </Button>
        </div>
      )}
      {asking && (
        <ProposeDialog matters={chosen} onClose={() => setAsking(false)} onProposed={() => setChosen([])} />
      )}
    </SettingsBlock>
  );
}

function DueRow(props: { matter: DueMatter; chosen: boolean; onToggle: () => void }): ReactNode {
  const { matter } = props;
  const { t } = useTranslation('purges');
  const { locale } = useFirmFormat();
  const name = `${matter.number} ${matter.title}`;
  const keeps = useKeeps(matter.keeps);
  return (
    <li>
      <Checkbox
        aria-label={t('choose', { name })}
        checked={props.chosen}
        disabled={matter.keeps !== null}
        onChange={props.onToggle}
      />
      <span className="settings-rows__words">
        <Link to={matterAddress(matter.id)} className="settings-rows__name">
          {name}
        </Link>
        <span className="retention__about settings-rows__about">
          {t('times', { closed: dayOf(matter.closedOn, locale), due: dayOf(matter.dueOn, locale) })}
        </span>
        <span className="retention__about settings-rows__about">{useWhatGoes(matter)}</span>
        {keeps && <span className="retention__about purge__keeps">{keeps}</span>}
      </span>
    </li>
  );
}

/** A day has no zone. */
function dayOf(on: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(on));
}

function useKeeps(keeps: DueMatter['keeps']): string | null {
  const { t } = useTranslation('purges');
  switch (keeps) {
    case null:
      return null;
    case 'held':
    case 'proposed_already':
    case 'kept_elsewhere':
    case 'nobody_to_confirm':
      return t(`keeps_${keeps}`);
    default:
      return t('keeps_other');
  }
}

function useWhatGoes({ counts, files, bytes }: DueMatter): string {
  const { t } = useTranslation('purges');
  const { locale } = useFirmFormat();
  const kinds = [
    'conversations',
    'messages',
    'texts',
    'calls',
    'mails',
    'documents',
    'quotes',
    'time',
  ] as const;
  const parts = [
    ...kinds.flatMap((kind) => (counts[kind] > 0 ? [t(kind, { count: counts[kind] })] : [])),
    ...(files > 0 ? [t('files', { count: files, size: fileSize(bytes, locale) })] : []),
  ];
  return parts.length === 0 ? t('nothingIn') : parts.join(' · ');
}

function ProposeDialog(props: {
  matters: readonly DueMatter[];
  onClose: () => void;
  onProposed: () => void;
}): ReactNode {
  const { t } = useTranslation('purges');
  const client = useQueryClient();
  const form = useFields(
    { reason: '' },
    ({ reason }): Record<string, string> => (reason.trim() === '' ? { reason: t('reasonNeeded') } : {}),
  );
  const saving = useSaving(
    form,
    ({ reason }) =>
      api('POST /api/v1/purges', { body: { matterIds: props.matters.map(({ id }) => id), reason } }),
    () => {
      props.onClose();
      props.onProposed();
      showDone(t('proposed'));
      void refreshPurges(client);
    },
  );
  return (
    <FormDialog
      title={t('proposeTitle')}
      saveLabel={t('proposeAct')}
      saving={saving}
      onClose={props.onClose}
      size={520}
    >
      <p>{t('proposeAbout')}</p>
      <ul className="erase__list">
        {props.matters.map(({ id, number, title }) => (
          <li key={id}>
            <Link to={matterAddress(id)} target="_blank">
              {t('handOver', { name: `${number} ${title}` })}
            </Link>
          </li>
        ))}
      </ul>
      <Textarea label={t('reason')} autosize minRows={2} maxLength={500} {...form.getInputProps('reason')} />
    </FormDialog>
  );
}
