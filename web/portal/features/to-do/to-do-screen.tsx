import { type ReactNode, useState } from 'react';
import { strings } from '../../../i18n/en-GB/portal-to-do.ts';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow } from '../../router.ts';
import { portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { dayIn, formatShortDay } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { PagesState } from '../../ui/pages-state.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useTask } from '../../ui/use-task.ts';
import { ViewLinks } from '../../ui/view-links.tsx';
import { sayer } from '../../words.ts';
import { useMatterTitles } from '../matters/use-matter-titles.ts';
import { wordsOfDue } from './due.ts';
import { pathOfToDo } from './path-of.ts';
import './to-do.css';

const say = sayer('portal-to-do', strings);

type State = 'open' | 'done';

/** What the person has to do, by when it is due; and what they have done. */
export function ToDoScreen({ search }: ScreenProps): ReactNode {
  const state: State = search.get('view') === 'done' ? 'done' : 'open';
  const views = [
    { name: say('open'), path: portalPaths.toDo, current: state === 'open' },
    { name: say('done'), path: `${portalPaths.toDo}?view=done`, current: state === 'done' },
  ];
  return (
    <Page title={say('toDo')}>
      <ViewLinks label={say('toDo')} views={views} />
      <List state={state} key={state} />
    </Page>
  );
}

type ToDo = Awaited<ReturnType<typeof readToDos>>['items'][number];

const readToDos = (state: State, after?: string) =>
  call('GET /portal/api/to-dos', {
    query: { state, order: state === 'open' ? 'due' : 'newest', ...(after ? { after } : {}) },
  });

function List({ state }: { state: State }): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const pages = usePages((after) => readToDos(state, after));
  const titles = useMatterTitles();
  const task = useTask();
  const [changed, setChanged] = useState<ToDo | null>(null);
  useNews((news) => {
    if (news === null || news.type === 'to_do.changed') void pages.again();
  });
  const tick = (toDo: ToDo, done: boolean) =>
    void task.run(async () => {
      const after = await call('POST /portal/api/to-dos/:id/tick', {
        ...{ params: { id: toDo.id }, body: { done } },
      });
      setChanged(after);
      await pages.again();
    });
  const { items } = pages;
  return (
    <>
      {task.failure !== undefined && <Notice kind="bad">{task.failure}</Notice>}
      {changed && (
        <Notice kind="good">
          {say(changed.state === 'done' ? 'ticked' : 'unticked', { title: changed.title })}
          <Button look="quiet" busy={task.busy} onClick={() => tick(changed, changed.state !== 'done')}>
            {say('undo')}
          </Button>
        </Notice>
      )}
      {items?.length === 0 && (
        <Empty title={say(state === 'open' ? 'none' : 'noneDone')}>
          {say(state === 'open' ? 'noneAbout' : 'noneDoneAbout', { firm })}
        </Empty>
      )}
      <ul className="p-rows">
        {(items ?? []).map((toDo) => (
          <li className="p-row" key={toDo.id}>
            <Words toDo={toDo} matter={titles.get(toDo.matterId) ?? ''} />
            <Acts toDo={toDo} busy={task.busy} onTick={(done) => tick(toDo, done)} />
          </li>
        ))}
      </ul>
      <PagesState pages={pages} say={say} />
    </>
  );
}

function Words({ toDo, matter }: { toDo: ToDo; matter: string }): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const today = dayIn(new Date(), timeZone);
  const late = toDo.state === 'open' && toDo.dueOn !== null && toDo.dueOn <= today;
  const about = toDo.state === 'open' ? wordsOfDue(toDo, today, say) : wordsOfDone(toDo, timeZone);
  return (
    <span className="p-row__words">
      <span className="p-to-do__title">{toDo.title}</span>
      <span className="p-row__about">
        {about !== '' && <span data-late={late || undefined}>{about}</span>}
        {about !== '' && matter !== '' && ' · '}
        {matter}
      </span>
      {toDo.state === 'open' && !toDo.tickable && (
        <span className="p-row__about">{say(toDo.kind === 'invoice' ? 'byPaying' : 'bySigning')}</span>
      )}
    </span>
  );
}

function wordsOfDone({ doneAt, doneHow }: ToDo, timeZone: string): string {
  if (doneAt === null) return '';
  const day = formatShortDay(dayIn(new Date(doneAt), timeZone));
  return say(doneHow === 'passed' ? 'passed' : 'doneOn', { day });
}

function Acts(props: { toDo: ToDo; busy: boolean; onTick: (done: boolean) => void }): ReactNode {
  const { toDo, busy, onTick } = props;
  const { title, state, tickable, doneHow } = toDo;
  const path = pathOfToDo(toDo);
  const act = say(`act_${toDo.kind}`);
  return (
    <span className="p-actions">
      {state === 'open' && path !== portalPaths.toDo && (
        <a
          className="p-button"
          data-look="plain"
          href={path}
          aria-label={say('actNamed', { act, title })}
          onClick={follow}
        >
          {act}
        </a>
      )}
      {state === 'open' && tickable && (
        <Button
          look="plain"
          busy={busy}
          aria-label={say('tickNamed', { title })}
          onClick={() => onTick(true)}
        >
          {say('tick')}
        </Button>
      )}
      {state === 'done' && doneHow === 'ticked' && (
        <Button
          look="quiet"
          busy={busy}
          aria-label={say('untickNamed', { title })}
          onClick={() => onTick(false)}
        >
          {say('untick')}
        </Button>
      )}
    </span>
  );
}
