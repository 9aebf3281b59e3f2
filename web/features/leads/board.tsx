import { IconDotsVertical, IconUser } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { type DragEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../ui/keyboard.ts';
import { MenuButton, type MenuEntry } from '../../ui/menu-button.tsx';
import { Money } from '../../ui/money.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import './board.css';
import {
  type Board as BoardData,
  columnsOf,
  isOpen,
  type LeadCard,
  type LeadState,
  movesOf,
  stepFrom,
} from './lead.ts';
import { LeadStateWord } from './lead-state.tsx';
import { useClosing } from './use-closing.tsx';

/** The pipeline: a column a state. Cards are dragged, or moved by their menu; j, k, h, l and Enter walk them. */
export function Board({ board }: { board: BoardData }): ReactNode {
  const { t } = useTranslation(['leads', 'ui']);
  const navigate = useNavigate();
  const [search, setSearch] = useSearchState();
  const { moveTo, dialog } = useClosing();
  const [dragged, setDragged] = useState<LeadCard>();
  const columns = columnsOf(board);
  const active = search.selected;

  function go(by: Parameters<typeof stepFrom>[2]): void {
    const next = stepFrom(columns, active, by);
    if (next === undefined) return;
    setSearch({ selected: next });
  }
  useShortcuts([
    { keys: 'j', label: t('ui:nextRow'), run: () => go({ rows: 1 }) },
    { keys: 'k', label: t('ui:previousRow'), run: () => go({ rows: -1 }) },
    { keys: 'h', label: t('left'), run: () => go({ columns: -1 }) },
    { keys: 'l', label: t('right'), run: () => go({ columns: 1 }) },
    { keys: 'Enter', label: t('openLead'), run: () => active && void navigate({ to: `/leads/${active}` }) },
  ]);

  return (
    <div className="board" data-dragging={dragged !== undefined || undefined}>
      {columns.map((column) => (
        <Column
          key={column.state}
          column={column}
          active={active}
          takes={dragged !== undefined && mayDrop(dragged, column.state)}
          onDrag={setDragged}
          onDrop={() => {
            if (dragged && mayDrop(dragged, column.state)) moveTo(dragged, column.state);
            setDragged(undefined);
          }}
          onMove={moveTo}
        />
      ))}
      {dialog}
    </div>
  );
}

/** An open column takes a closed lead, too: it is reopened. */
function mayDrop(lead: LeadCard, to: LeadState): boolean {
  const reopens = !isOpen(lead.state) && lead.state !== 'converted' && isOpen(to);
  return reopens || movesOf(lead.state).includes(to);
}

function Column(props: {
  column: BoardData['columns'][number];
  active: string | undefined;
  takes: boolean;
  onDrag: (lead: LeadCard | undefined) => void;
  onDrop: () => void;
  onMove: (lead: LeadCard, to: LeadState) => void;
}): ReactNode {
  const { t } = useTranslation('leads');
  const { state, count, value, leads } = props.column;
  const [over, setOver] = useState(false);
  const drop = {
    onDragOver(event: DragEvent) {
      if (!props.takes) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      event.preventDefault();
      setOver(false);
      props.onDrop();
    },
  };
  return (
    <section
      className="board-column"
      aria-label={t('column', { state: t(`state_${state}`), count })}
      data-takes={props.takes || undefined}
      data-over={over || undefined}
      {...drop}
    >
      <header className="board-column__head">
        <h2 className="board-column__name">
          <LeadStateWord state={state} />
          <span className="board-column__count figures">{count}</span>
        </h2>
        {value.amount > 0 && (
          <span className="board-column__value">
            <Money {...value} />
          </span>
        )}
      </header>
      <ul className="board-column__cards">
        {leads.map((lead) => (
          <Card
            key={lead.id}
            lead={lead}
            isActive={lead.id === props.active}
            onDrag={props.onDrag}
            onMove={props.onMove}
          />
        ))}
        {count === 0 && <li className="board-column__empty">{t('columnEmpty')}</li>}
        {count > leads.length && (
          <li>
            <Link to="/leads" search={{ view: 'table', state }} className="board-column__more">
              {t('columnMore', { count })}
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}

function Card(props: {
  lead: LeadCard;
  isActive: boolean;
  onDrag: (lead: LeadCard | undefined) => void;
  onMove: (lead: LeadCard, to: LeadState) => void;
}): ReactNode {
  const { t } = useTranslation('leads');
  const { lead, isActive } = props;
  const [element, setElement] = useState<HTMLLIElement | null>(null);
  useEffect(() => {
    if (isActive) element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [isActive, element]);
  const entries: MenuEntry[] = [
    ...(!isOpen(lead.state) && lead.state !== 'converted'
      ? [{ kind: 'item' as const, label: t('reopen'), onChoose: () => props.onMove(lead, 'new') }]
      : []),
    { kind: 'heading', label: t('moveTo') },
    ...movesOf(lead.state).map((to) => ({
      kind: 'item' as const,
      label: t(`state_${to}`),
      onChoose: () => props.onMove(lead, to),
    })),
  ];
  return (
    <li
      ref={setElement}
      className="board-card"
      data-active={isActive || undefined}
      draggable={lead.state !== 'converted'}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', lead.title);
        props.onDrag(lead);
      }}
      onDragEnd={() => props.onDrag(undefined)}
    >
      <Link to={`/leads/${lead.id}`} className="board-card__link" draggable={false}>
        {lead.title}
      </Link>
      {lead.state !== 'converted' && (
        <MenuButton
          className="board-card__menu"
          label={t('moveOf', { lead: lead.title })}
          entries={entries}
          position="bottom-end"
        >
          <IconDotsVertical size={16} stroke={1.75} aria-hidden />
        </MenuButton>
      )}
      <p className="board-card__facts">
        {lead.value && <Money {...lead.value} />}
        <Waiting lead={lead} />
        <span className="board-card__when">
          <RelativeTime at={lead.stateSince} />
        </span>
      </p>
      <p className="board-card__who">
        <IconUser size={12} stroke={2} aria-hidden />
        {lead.assignee?.name ?? t('nobody')}
      </p>
    </li>
  );
}

/** What comes next, or what is missing. */
export function Waiting({ lead }: { lead: LeadCard }): ReactNode {
  const { t } = useTranslation('leads');
  if (lead.state === 'new' && lead.firstResponseAt === null)
    return <span className="lead-waits">{t('unanswered')}</span>;
  if (lead.state === 'lost' && lead.lostReason) return <span>{lead.lostReason.name}</span>;
  if (lead.state !== 'quoted' && lead.state !== 'chasing') return null;
  const { chase } = lead;
  if (chase?.state !== 'running' || chase.nextBy === null || chase.nextAt === null)
    return <span className="lead-waits">{t('noChase')}</span>;
  return (
    <span>
      {t(`by_${chase.nextBy}`)} <RelativeTime at={chase.nextAt} />
    </span>
  );
}
