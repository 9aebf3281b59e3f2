import {
  IconChevronDown,
  IconDots,
  IconGripVertical,
  IconPlugConnected,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuButton } from '../../ui/menu-button.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import type { Content, Line } from './queries.ts';
import { useWords } from './use-words.ts';

export interface LineActs {
  onMove: (by: -1 | 1) => void;
  onDrop: (id: string) => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onMap: (mapped: boolean | null) => void;
}

const dragged = 'application/x-matterline-fee-line';

/** A line in a row; `acts` are missing where nobody may change it. Its form or its facts open below. */
export function LineRow(props: {
  content: Content;
  line: Line;
  faults: number;
  open: boolean;
  onOpen: () => void;
  acts?: LineActs;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation('fee-scales');
  const words = useWords();
  const [over, setOver] = useState(false);
  const { line, open, acts } = props;
  const label = props.line.label === '–' ? t('unnamed') : line.label;
  const when = line.trigger.map((test) => words.test(test, line.sides)).join(' · ');
  const dropHere = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(dragged)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      acts?.onDrop(event.dataTransfer.getData(dragged));
    },
  };
  return (
    <li
      className="fee-line"
      data-open={open || undefined}
      data-over={over || undefined}
      {...(acts && dropHere)}
    >
      <div className="fee-line__row">
        {acts && <Grip line={line} label={label} onMove={acts.onMove} />}
        <button type="button" className="fee-line__main" aria-expanded={open} onClick={props.onOpen}>
          <span className="fee-line__words">
            <span className="fee-line__label">{label}</span>
            <span className="fee-line__when">
              {words.sides(line)}
              {when !== '' && ` · ${when}`}
            </span>
          </span>
          {props.faults > 0 && <StateBadge state="failed">{t('faults', { count: props.faults })}</StateBadge>}
          {line.show !== 'charged' && <span className="fee-line__tag">{t(`show_${line.show}`)}</span>}
          <span className="fee-line__amount figures">
            {words.amount(line.amount)}
            {line.quantity !== 'one' && <span className="fee-line__each"> {t(`each_${line.quantity}`)}</span>}
          </span>
          <IconChevronDown size={16} stroke={1.75} className="fee-line__chevron" aria-hidden />
        </button>
        <Mapping {...props} label={label} />
        {acts && <More label={label} acts={acts} />}
      </div>
      {open && <div className="fee-line__opened">{props.children}</div>}
    </li>
  );
}

/** Drag it, or press the arrow keys on it. */
function Grip(props: { line: Line; label: string; onMove: (by: -1 | 1) => void }): ReactNode {
  const { t } = useTranslation('fee-scales');
  function onKeyDown(event: KeyboardEvent): void {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : undefined;
    if (by === undefined) return;
    event.preventDefault();
    props.onMove(by);
    // Moving in the list takes the focus away in some browsers.
    const { currentTarget } = event;
    requestAnimationFrame(() => currentTarget instanceof HTMLElement && currentTarget.focus());
  }
  return (
    <button
      type="button"
      className="fee-line__grip"
      draggable
      aria-label={t('grip', { label: props.label })}
      title={t('gripTitle')}
      onKeyDown={onKeyDown}
      onDragStart={(event) => {
        event.dataTransfer.setData(dragged, props.line.id);
        event.dataTransfer.effectAllowed = 'move';
        const row = event.currentTarget.closest('li');
        if (row) event.dataTransfer.setDragImage(row, 12, 22);
      }}
    >
      <IconGripVertical size={16} stroke={1.75} aria-hidden />
    </button>
  );
}

/** Whether it goes to the practice system: the mark, and where one may, the switch of this line. */
function Mapping(props: { content: Content; line: Line; label: string; acts?: LineActs }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const { line, content, acts, label } = props;
  const section = content.sections[line.section].mapped;
  const mapped = line.mapped ?? section;
  const Icon = mapped ? IconPlugConnected : IconPlugConnectedX;
  const says = t(mapped ? `goes_${line.section}` : 'stays');
  const icon = (
    <span className="fee-line__mapped" data-mapped={mapped || undefined} title={says}>
      <Icon size={18} stroke={1.75} aria-hidden />
      {!acts && <span className="visually-hidden">{says}</span>}
    </span>
  );
  if (!acts) return icon;
  const entry = (name: string, value: boolean | null) => ({
    kind: 'item' as const,
    label: name,
    checked: line.mapped === value,
    onChoose: () => acts.onMap(value),
  });
  return (
    <MenuButton
      className="fee-line__button"
      label={`${label}: ${says}`}
      position="bottom-end"
      entries={[
        entry(t('mapped_sectionIs', { what: t(section ? 'mapped_yes' : 'mapped_no') }), null),
        entry(t('mapped_yes'), true),
        entry(t('mapped_no'), false),
      ]}
    >
      {icon}
    </MenuButton>
  );
}

function More({ label, acts }: { label: string; acts: LineActs }): ReactNode {
  const { t } = useTranslation('fee-scales');
  const item = (name: string, onChoose: () => void) => ({ kind: 'item' as const, label: name, onChoose });
  return (
    <MenuButton
      className="fee-line__button"
      label={t('lineMore', { label })}
      position="bottom-end"
      entries={[
        item(t('moveUp'), () => acts.onMove(-1)),
        item(t('moveDown'), () => acts.onMove(1)),
        item(t('duplicate'), acts.onDuplicate),
        item(t('remove'), acts.onRemove),
      ]}
    >
      <IconDots size={18} stroke={1.75} aria-hidden />
    </MenuButton>
  );
}
