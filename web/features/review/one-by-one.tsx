import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeysetList } from '../../api/keyset-list.ts';
import { paths } from '../../paths.ts';
import { useShortcuts } from '../../ui/keyboard.ts';
import { useSearchState } from '../../ui/search-state.ts';
import type { Interaction } from '../activity/interaction.ts';
import { interactionQuery } from '../activity/queries.ts';
import { type Refile, useInteractionActions } from '../activity/use-actions.tsx';
import { afterDone, placeOf, stepFrom } from './queue.ts';
import { ReviewCard } from './review-card.tsx';
import { UpNext } from './up-next.tsx';

/** As long as a card takes to leave; `tokens.css` has the same in `--motion`. */
const motionMs = 120;

export type Decision = { do: 'refile'; choice: Refile } | { do: 'skip' | 'approve' | 'redrive' };

type Props = {
  list: KeysetList<Interaction>;
  total: number;
  /** All is done: only the keys stay, so that the last one can still be undone. */
  hidden: boolean;
  onLeaving: (change: (before: ReadonlySet<string>) => ReadonlySet<string>) => void;
};

/** Review one thing at a time; everything by one key. */
export function OneByOne({ list, total, hidden, onLeaving }: Props): ReactNode {
  const { t } = useTranslation('review');
  const [search, setSearch] = useSearchState();
  const navigate = useNavigate();
  const waiting = list.items;
  const place = useSteadyPlace(waiting, search.at);
  const current = waiting[place];
  const { decide, undoLast, leavingId } = useDecisions(waiting, onLeaving);
  useMoreWhenShort(list, place);
  useReadAhead(waiting[place + 1]?.id);

  const go = (step: 1 | -1) => setSearch({ at: stepFrom(waiting, place, step) });
  useShortcuts([
    { keys: 'j', label: t('next'), run: () => go(1) },
    { keys: 'k', label: t('previous'), run: () => go(-1) },
    { keys: 'u', label: t('undoLast'), run: undoLast },
    {
      keys: 'Enter',
      label: t('open'),
      run: () => current && void navigate({ to: paths.interaction, params: { id: current.id } }),
    },
  ]);
  if (hidden || !current) return null;
  return (
    <div className="review__one">
      <ReviewCard
        key={current.id}
        summary={current}
        leaving={leavingId === current.id}
        position={{ at: place + 1, total }}
        onStep={go}
        onDecide={(decision) => decide(current.id, decision)}
      />
      <UpNext interactions={waiting.slice(place + 1, place + 5)} onChoose={(id) => setSearch({ at: id })} />
    </div>
  );
}

function useSteadyPlace(waiting: readonly Interaction[], at: string | undefined): number {
  const before = useRef(0);
  const place = placeOf(waiting, at, before.current);
  useEffect(() => {
    before.current = place;
  }, [place]);
  return place;
}

/** Carries a decision out while its card leaves; what fails comes back, what was done can be undone by one key. */
function useDecisions(waiting: readonly Interaction[], onLeaving: Props['onLeaving']) {
  const client = useQueryClient();
  const actions = useInteractionActions();
  const [, setSearch] = useSearchState();
  const [leavingId, setLeavingId] = useState<string>();
  const done = useRef<string[]>([]);

  const carryOut = (id: string, decision: Decision) =>
    decision.do === 'refile' ? actions.refile(id, decision.choice) : actions[decision.do](id);

  async function decide(id: string, decision: Decision): Promise<void> {
    // A second press on the card that leaves means nothing; one on the next card, which may be there already, does.
    if (leavingId === id) return;
    setLeavingId(id);
    const next = afterDone(waiting, id);
    const work = carryOut(id, decision);
    await new Promise((resolve) => setTimeout(resolve, motionMs));
    onLeaving((before) => new Set([...before, id]));
    setSearch({ at: next });
    setLeavingId((now) => (now === id ? undefined : now));
    // Trying again is nothing that could be taken back.
    if ((await work) && decision.do !== 'redrive') done.current.push(id);
    onLeaving((before) => new Set([...before].filter((other) => other !== id)));
  }

  async function undoLast(): Promise<void> {
    const id = done.current.pop();
    if (id === undefined) return;
    if (await actions.undo(id)) {
      await client.invalidateQueries({ queryKey: ['interactions', 'list'] });
      setSearch({ at: id });
    }
  }
  return {
    leavingId,
    decide: (id: string, decision: Decision) => void decide(id, decision),
    undoLast: () => void undoLast(),
  };
}

function useMoreWhenShort(list: KeysetList<Interaction>, place: number): void {
  const { hasMore, isFetchingMore, fetchMore, items } = list;
  const short = hasMore && !isFetchingMore && items.length - place < 10;
  useEffect(() => {
    if (short) fetchMore();
  }, [short, fetchMore]);
}

function useReadAhead(id: string | undefined): void {
  const client = useQueryClient();
  useEffect(() => {
    if (id !== undefined) void client.prefetchQuery(interactionQuery(id));
  }, [client, id]);
}
