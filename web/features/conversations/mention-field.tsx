import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, type RefObject, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { staffQuery } from '../activity/queries.ts';
import { matterQuery } from '../matters/matter-queries.ts';
import { complete, mentionAt, type Named, suggest } from './mentions.ts';
import { staffOf } from './people.ts';
import type { Conversation } from './queries.ts';

/** Who can be named here: members of what is private, else all staff whom the matter's restriction lets in. */
export function useNameable(conversation: Conversation): Named[] {
  const { matterId } = conversation;
  const staff = useQuery(staffQuery).data;
  const matter = useQuery({ ...matterQuery(matterId ?? ''), enabled: matterId !== null }).data;
  return useMemo(() => {
    const members = staffOf(conversation);
    if (matterId === null || !matter) return members;
    return (staff ?? [])
      .filter(({ id, active }) => active && (!matter.restricted || matter.accessStaffIds.includes(id)))
      .map(({ id, firstName, lastName }) => ({ id, name: `${firstName} ${lastName}`.trim() }));
  }, [conversation, matterId, matter, staff]);
}

/** A text field in which `@` offers names; Enter chooses the offered one, else it sends where Enter does. */
export function MentionField(props: {
  field: RefObject<HTMLTextAreaElement | null>;
  people: readonly Named[];
  label: string;
  describedBy: string;
  text: string;
  onText: (text: string) => void;
  enterSends: boolean;
  onSend: () => void;
}): ReactNode {
  const { t } = useTranslation('conversations');
  const { field, people, text } = props;
  const list = useId();
  const [caret, setCaret] = useState(0);
  const [closedAt, setClosedAt] = useState<number>();
  const [active, setActive] = useState(0);
  const at = mentionAt(text, caret);
  const offered = at && at.from !== closedAt ? suggest(people, at.words) : [];
  const current = Math.min(active, offered.length - 1);

  function choose(one: Named | undefined): void {
    if (!at || !one) return;
    const next = complete(text, at, one.name);
    props.onText(next.text);
    setActive(0);
    // The cursor can be set once the new text is in the field.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
      setCaret(next.caret);
    });
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const did = keyOf(event, offered.length > 0, props.enterSends && !isTouch());
    if (did === undefined) return;
    event.preventDefault();
    if (did === 'send') props.onSend();
    else if (did === 'choose') choose(offered[current]);
    else if (did === 'down') setActive((current + 1) % offered.length);
    else if (did === 'up') setActive((current + offered.length - 1) % offered.length);
    else if (did === 'shut') setClosedAt(at?.from);
    else event.currentTarget.blur();
  }
  return (
    <div className="mention-field">
      {offered.length > 0 && <Offered list={list} people={offered} current={current} onChoose={choose} />}
      <textarea
        ref={field}
        className="mention-field__text"
        aria-label={props.label}
        aria-describedby={props.describedBy}
        placeholder={t('writeHere')}
        rows={2}
        value={text}
        {...(offered.length > 0 && {
          'aria-controls': list,
          'aria-activedescendant': `${list}${current}`,
        })}
        onChange={({ currentTarget }) => {
          props.onText(currentTarget.value);
          setCaret(currentTarget.selectionStart);
          setActive(0);
        }}
        onSelect={({ currentTarget }) => setCaret(currentTarget.selectionStart)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

function Offered(props: {
  list: string;
  people: readonly Named[];
  current: number;
  onChoose: (one: Named) => void;
}): ReactNode {
  const { t } = useTranslation('conversations');
  const { list, current } = props;
  return (
    <div className="mention-field__list" role="listbox" id={list} aria-label={t('nameSomebody')}>
      {props.people.map((one, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field keeps the focus and handles the keys
        // biome-ignore lint/a11y/useFocusableInteractive: the field names the active one
        <div
          key={one.id}
          id={`${list}${index}`}
          role="option"
          aria-selected={index === current}
          className="mention-field__option"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => props.onChoose(one)}
        >
          {one.name}
        </div>
      ))}
    </div>
  );
}

/** A keyboard of glass has no Shift+Enter: there the button sends. */
const isTouch = () => matchMedia('(pointer: coarse)').matches;

type Did = 'send' | 'choose' | 'down' | 'up' | 'shut' | 'leave';

function keyOf(
  event: KeyboardEvent<HTMLTextAreaElement>,
  offers: boolean,
  enterSends: boolean,
): Did | undefined {
  // While a word is put together (accents, other scripts) Enter ends the word.
  if (event.nativeEvent.isComposing) return undefined;
  const { key, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (key === 'Enter' && (ctrlKey || metaKey)) return 'send';
  if (offers && !shiftKey && (key === 'Enter' || key === 'Tab')) return 'choose';
  if (offers && key === 'ArrowDown') return 'down';
  if (offers && key === 'ArrowUp') return 'up';
  if (key === 'Escape') return offers ? 'shut' : 'leave';
  return enterSends && key === 'Enter' && !shiftKey && !altKey ? 'send' : undefined;
}
