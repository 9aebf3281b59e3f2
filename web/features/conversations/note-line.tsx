import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { timeOfDay } from '../../ui/when.ts';
import type { Message } from './queries.ts';
import { useNames } from './use-names.ts';

const plain = [
  'archived',
  'restored',
  'ended',
  'shared',
  'share_added',
  'requested',
  'request_received',
  'request_rejected',
  'request_infected',
  'request_cancelled',
] as const;
const aboutPeople = [
  'mail_bounced',
  'texts_unreachable',
  'texts_stopped',
  'texts_started',
  'accesses_united',
] as const;

/** What happened to the conversation, quietly between the messages. */
export function NoteLine({ message }: { message: Message }): ReactNode {
  const zone = useFirmFormat();
  const words = useNoteWords()(message);
  return (
    <p className="thread__note" data-seq={message.seq}>
      {words} <span className="figures">{timeOfDay(new Date(message.createdAt), zone)}</span>
    </p>
  );
}

function useNoteWords(): (message: Message) => string {
  const { t } = useTranslation('conversations');
  const names = useNames();
  return ({ author, note }) => {
    const who = author.name || t('theProgram');
    if (!note) return who;
    const people = names(note.people.map(({ name }) => name));
    const alone = note.people.length === 1 && note.people[0]?.id === author.id;
    const simple = plain.find((what) => what === note.what);
    if (simple) return t(`note_${simple}`, { who, text: note.text });
    if (note.what === 'joined') return t(alone ? 'note_joinedSelf' : 'note_joined', { who, people });
    if (note.what === 'left') return t('note_left', { who });
    if (note.what === 'removed') return t('note_removed', { who, people });
    if (note.what === 'opened_to') return t('note_opened_to', { people, text: note.text });
    if (note.what === 'mail_let_in') return t('note_mail_let_in', { who, people, text: note.text });
    const inside = aboutPeople.find((what) => what === note.what);
    if (inside) return t(`note_${inside}`, { who: people });
    if (note.what === 'file_withdrawn')
      return t(note.text === 'infected' ? 'note_file_infected' : 'note_file_withdrawn', { who });
    if (note.what === 'file_lost')
      return t(note.text === 'gone' ? 'note_file_gone' : 'note_file_too_large', { people });
    return t('note_other', { who, text: note.text || note.what });
  };
}
