import {
  IconArrowForwardUp,
  IconDotsVertical,
  IconLock,
  IconSearch,
  IconShieldLock,
  IconUsers,
} from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { MenuButton, type MenuEntry } from '../../ui/menu-button.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { ClassBadge } from './class-badge.tsx';
import { KindMark } from './conversation-row.tsx';
import { isHere } from './people.ts';
import type { Conversation } from './queries.ts';
import { useThread } from './thread-context.ts';
import type { ThreadAct } from './thread-dialogs.tsx';
import { useThreadActs } from './use-thread-acts.ts';
import { WaitingMark } from './waiting-mark.tsx';

const ThreadDialog = lazy(() =>
  import('./thread-dialogs.tsx').then((module) => ({ default: module.ThreadDialog })),
);
const PeoplePanel = lazy(() =>
  import('./people-panel.tsx').then((module) => ({ default: module.PeoplePanel })),
);

/** What the conversation is: its name, its matter, how far it reaches, who is in it, and what one may do with it. */
export function ThreadHeader(): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const [act, setAct] = useState<ThreadAct>();
  const [search, setSearch] = useSearchState();
  const entries = useEntries(conversation, setAct);
  const here = conversation.participants.filter(isHere).length;
  return (
    <header className="thread-head">
      <div className="thread-head__words">
        <h2 className="thread-head__title">
          <KindMark kind={conversation.kind} />
          <span>{conversation.title || t('untitled')}</span>
        </h2>
        <div className="thread-head__facts">
          {conversation.class !== null && <ClassBadge of={conversation.class} />}
          <States of={conversation} />
          {conversation.matterId !== null && (
            <Link className="thread-head__matter" to={`/matters/${conversation.matterId}`}>
              <span className="figures">{conversation.matterNumber}</span> {conversation.matterTitle}
            </Link>
          )}
        </div>
      </div>
      <div className="thread-head__acts">
        <Link
          className="thread-head__more"
          to={paths.search}
          search={{ conversation: conversation.id }}
          aria-label={t('searchHere')}
          title={t('searchHere')}
        >
          <IconSearch size={16} stroke={1.75} aria-hidden />
        </Link>
        <button
          type="button"
          className="thread-head__people"
          aria-label={t('peopleOpen', { count: here })}
          onClick={() => setSearch({ people: 'yes' }, { push: true })}
        >
          <IconUsers size={16} stroke={1.75} aria-hidden /> {here}
        </button>
        {entries.length > 0 && (
          <MenuButton className="thread-head__more" position="bottom-end" label={t('more')} entries={entries}>
            <IconDotsVertical size={18} stroke={1.75} aria-hidden />
          </MenuButton>
        )}
      </div>
      <Suspense>
        {act && <ThreadDialog act={act} onClose={() => setAct(undefined)} />}
        {search.people !== undefined && <PeoplePanel onClose={() => setSearch({ people: undefined })} />}
      </Suspense>
    </header>
  );
}

function States({ of }: { of: Conversation }): ReactNode {
  const { t } = useTranslation('conversations');
  const words = { draft: 'isDraft', archived: 'isArchived', ended: 'isEnded' } as const;
  return (
    <>
      {of.state !== 'open' && <StateBadge state="skipped">{t(words[of.state])}</StateBadge>}
      {of.held && (
        <span className="state-badge state-badge--badge" data-tone="person">
          <IconLock size={14} stroke={2} aria-hidden /> {t('isHeld')}
        </span>
      )}
      {of.secondFactor && (
        <span className="state-badge state-badge--badge" data-tone="private" title={t('secondFactorOnAbout')}>
          <IconShieldLock size={14} stroke={2} aria-hidden /> {t('secondFactorOn')}
        </span>
      )}
      {of.continuesId !== null && (
        <Link className="thread-head__matter" to={`/conversations/${of.continuesId}`}>
          <IconArrowForwardUp size={14} stroke={1.75} aria-hidden /> {t('toEarlier')}
        </Link>
      )}
      {of.awaitingSince !== null && <WaitingMark since={of.awaitingSince} />}
    </>
  );
}

function useEntries(of: Conversation, choose: (act: ThreadAct) => void): MenuEntry[] {
  const { t } = useTranslation('conversations');
  const mayHold = useMayDo('owner', 'administrator');
  const acts = useThreadActs();
  const navigate = useNavigate();
  const go = (what: 'share' | 'request') =>
    void navigate({ to: `/matters/${of.matterId}/sharing`, search: { new: what, conversation: of.id } });
  const external = of.kind === 'external';
  const running = of.state === 'open';
  const item = (label: string, onChoose: () => void) => ({ kind: 'item' as const, label, onChoose });
  const factor = {
    ...item(t('secondFactor'), () => void acts.secondFactor(!of.secondFactor)),
    checked: of.secondFactor,
  };
  const offered: readonly [boolean, MenuEntry][] = [
    [of.member && of.kind !== 'direct', item(t('rename'), () => choose('rename'))],
    [of.member && external && running, item(t('shareDocuments'), () => go('share'))],
    [of.member && external && running, item(t('askForFiles'), () => go('request'))],
    [of.member && external, factor],
    [of.member && running, item(t('archive'), () => void acts.archive())],
    [of.member && of.state === 'archived', item(t('restore'), () => void acts.restore())],
    [of.member && external && running, item(t('end'), () => choose('end'))],
    [mayHold && !of.held, item(t('hold'), () => choose('hold'))],
    [mayHold && of.held, item(t('release'), () => void acts.release())],
    [of.state === 'ended', item(t('beginAgain'), acts.beginAgain)],
  ];
  return offered.flatMap(([is, entry]) => (is ? [entry] : []));
}
