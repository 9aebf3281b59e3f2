import { IconMessage, IconNote } from '@tabler/icons-react';
import { lazy, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { Day } from './day-words.tsx';
import { firstWords } from './first-words.ts';
import { type Memo, memoQuery } from './record-queries.ts';
import { RecordTab } from './record-tab.tsx';

const loadPane = () => import('./memo-pane.tsx');
const MemoPane = lazy(() => loadPane().then((module) => ({ default: module.MemoPane })));
const NewMemo = lazy(() => loadPane().then((module) => ({ default: module.NewMemo })));

/** Memos of the matter: notes, and the texts that call logging filed. */
export function Memos(): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <RecordTab
      noun="memos"
      words={{
        list: t('tabMemos'),
        one: t('memo'),
        add: t('addMemo'),
        empty: t('noMemos'),
        emptyBody: t('noMemosBody'),
      }}
      icon={<IconNote size={24} stroke={1.5} />}
      fetchPage={(asked) => api('GET /api/v1/matters/:matterId/memos', asked)}
      row={(memo, narrow) => (narrow ? <NarrowMemo memo={memo} /> : <MemoRow memo={memo} />)}
      tall
      read={memoQuery}
      pane={(memo, open) => <MemoPane memo={memo} {...open} />}
      newPane={(made) => <NewMemo {...made} />}
    />
  );
}

function MemoRow({ memo }: { memo: Memo }): ReactNode {
  return (
    <span className="record-row record-row--memo">
      <span className="record-row__quiet">
        <Day day={memo.date} />
      </span>
      <span className="record-row__words">
        <Subject memo={memo} />
        <span className="record-row__cut record-row__quiet">{firstWords(memo.body)}</span>
      </span>
      <span className="record-row__cut record-row__quiet">{memo.staffName}</span>
    </span>
  );
}

function NarrowMemo({ memo }: { memo: Memo }): ReactNode {
  return (
    <span className="record-narrow">
      <span className="record-narrow__line">
        <Subject memo={memo} />
        <span className="record-row__small record-narrow__end">
          <Day day={memo.date} />
        </span>
      </span>
      <span className="record-row__cut record-row__quiet">{firstWords(memo.body)}</span>
    </span>
  );
}

function Subject({ memo }: { memo: Memo }): ReactNode {
  const { t } = useTranslation('matters');
  return (
    <span className="record-row__subject">
      {memo.logEntryId !== null && <IconMessage size={14} stroke={1.75} aria-label={t('byCallLogging')} />}
      <span>{memo.subject}</span>
    </span>
  );
}
