import { useMediaQuery } from '@mantine/hooks';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { detailOf, type HistoryEntry, historyAddress, historyWord } from './history-words.ts';
import { type Matter, useMatter } from './matter-queries.ts';
import './record-pane.css';
import { documentQuery } from './record-queries.ts';

const idOf = (entry: HistoryEntry) => entry.id;

/** Who did what on the matter, newest first; a line that names a record opens it. */
export function History(): ReactNode {
  const { t } = useTranslation('matters');
  const matter = useMatter();
  const navigate = useNavigate();
  const narrow = useMediaQuery('(max-width: 760px)') ?? false;
  const [active, setActive] = useState<string>();
  const list = useKeysetList({
    queryKey: ['matters', 'history', matter.id],
    fetchPage: (after, signal) =>
      api('GET /api/v1/matters/:id/history', {
        params: { id: matter.id },
        query: { ...(after !== undefined && { after }) },
        signal,
      }),
  });
  function open(id: string): void {
    const entry = list.items.find((one) => one.id === id);
    const address = entry && historyAddress(matter.id, entry);
    setActive(id);
    if (address !== undefined) void navigate({ href: address });
  }
  return (
    <VirtualList
      label={t('tabHistory')}
      list={list}
      idOf={idOf}
      row={(entry) => <HistoryRow entry={entry} matter={matter} narrow={narrow} />}
      rowHeight={narrow ? 60 : 44}
      activeId={active}
      onActive={setActive}
      onOpen={open}
      empty={<EmptyState icon={<IconHistory size={24} stroke={1.5} />} title={t('noHistory')} />}
      main
    />
  );
}

function HistoryRow(props: { entry: HistoryEntry; matter: Matter; narrow: boolean }): ReactNode {
  const { t } = useTranslation('matters');
  const { entry, matter } = props;
  const word = historyWord(entry);
  const said = word === undefined ? entry.action.replaceAll(/[._]/g, ' ') : t(word);
  const detail = detailOf(entry, matter.stages);
  const who = entry.staffName ?? t('theProgram');
  // Whoever reads a document leaves no name with it.
  const read = entry.action === 'document.read' && entry.subjectId !== null ? entry.subjectId : null;
  const document = useQuery({ ...documentQuery(read ?? ''), enabled: read !== null, retry: false }).data;
  const told = detail === undefined ? undefined : detail.kind === 'text' ? detail.text : t(detail.word);
  const detailText = told ?? document?.name ?? '';
  if (props.narrow) {
    return (
      <span className="record-narrow">
        <span className="record-row__cut">
          {said} {detailText && <span className="record-row__quiet">{detailText}</span>}
        </span>
        <span className="record-narrow__line record-row__small">
          <span>{who}</span>
          <RelativeTime at={entry.at} />
        </span>
      </span>
    );
  }
  return (
    <span className="record-row history-row">
      <span className="record-row__quiet">
        <RelativeTime at={entry.at} />
      </span>
      <span className="record-row__cut">
        {said} {detailText && <span className="record-row__quiet">{detailText}</span>}
      </span>
      <span className="record-row__cut record-row__quiet">{who}</span>
    </span>
  );
}
