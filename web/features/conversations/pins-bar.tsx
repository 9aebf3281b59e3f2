import { IconChevronDown, IconPin } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pinsQuery } from './queries.ts';
import { useThread } from './thread-context.ts';

/** What is pinned, folded to one line; pressing one goes to it. */
export function PinsBar(): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation, jump } = useThread();
  const pins = useQuery(pinsQuery(conversation.id)).data?.items ?? [];
  const [open, setOpen] = useState(false);
  const list = useId();
  const last = pins.at(-1);
  if (!last) return null;
  return (
    <div className="pins-bar">
      <button
        type="button"
        className="pins-bar__head"
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen(!open)}
      >
        <IconPin size={14} stroke={1.75} aria-hidden />
        <span className="pins-bar__count">{t('pinned', { count: pins.length })}</span>
        {!open && <span className="pins-bar__words">{last.body || t('withdrawnShort')}</span>}
        <IconChevronDown size={14} stroke={1.75} aria-hidden data-open={open || undefined} />
      </button>
      <ul id={list} className="pins-bar__list" aria-label={t('pinnedMessages')} hidden={!open}>
        {pins.map((pin) => (
          <li key={pin.seq}>
            <button type="button" className="pins-bar__pin" onClick={() => jump(pin.seq)}>
              <strong>{pin.author.name}</strong> {pin.body || t('withdrawnShort')}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
