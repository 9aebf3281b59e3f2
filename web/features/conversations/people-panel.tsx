import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import { Button, Modal } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconUserPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { AddPeople } from './add-people.tsx';
import { ClassBadge } from './class-badge.tsx';
import { Initials } from './message-group.tsx';
import { externalsOf, isHere, staffOf } from './people.ts';
import './people-panel.css';
import type { Participant } from './queries.ts';
import { TakeOut } from './take-out.tsx';
import { useThread } from './thread-context.ts';
import { useThreadActs } from './use-thread-acts.ts';

/** Who takes part and who did; adding, taking out, joining, leaving. */
export function PeoplePanel({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const phone = useMediaQuery('(max-width: 760px)') ?? false;
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Participant>();
  if (adding) return <AddPeople onClose={() => setAdding(false)} />;
  if (leaving) return <TakeOut person={leaving} onClose={() => setLeaving(undefined)} onLeft={onClose} />;
  const gone = lastStays(conversation.participants);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('peopleTitle')}
      size={520}
      fullScreen={phone}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className="people">
        {conversation.kind === 'external' && (
          <People title={t('outsideTheFirm')} people={externalsOf(conversation)} onTakeOut={setLeaving} />
        )}
        <People title={t('ofTheFirm')} people={staffOf(conversation)} onTakeOut={setLeaving} />
        {gone.length > 0 && <People title={t('before')} people={gone} onTakeOut={setLeaving} />}
        <Acts onAdd={() => setAdding(true)} />
      </div>
    </Modal>
  );
}

/** Of those who are gone, each once with their last stay. */
function lastStays(participants: readonly Participant[]): Participant[] {
  const here = new Set(participants.filter(isHere).map(({ id }) => id));
  const last = new Map<string, Participant>();
  for (const one of participants) if (!here.has(one.id)) last.set(one.id, one);
  return [...last.values()];
}

function People(props: {
  title: string;
  people: readonly Participant[];
  onTakeOut: (one: Participant) => void;
}): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <section aria-label={props.title}>
      <h3 className="people__title">{props.title}</h3>
      {props.people.length === 0 && <p className="quiet">{t('nobodyHere')}</p>}
      <ul className="people__list">
        {props.people.map((one) => (
          <PersonLine key={one.id} one={one} onTakeOut={props.onTakeOut} />
        ))}
      </ul>
    </section>
  );
}

function PersonLine(props: { one: Participant; onTakeOut: (one: Participant) => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation, me } = useThread();
  const { one } = props;
  const here = isHere(one);
  const mine = one.id === me;
  const mayTakeOut =
    conversation.member &&
    conversation.kind !== 'direct' &&
    conversation.state !== 'ended' &&
    // Whoever left before can still be shut out for cause.
    (here || (one.who === 'external' && one.leftHow !== 'for_cause'));
  return (
    <li className="people__one">
      <Initials of={one} />
      <div className="people__words">
        <p className="people__name">
          {one.name}
          {mine && <span className="quiet"> ({t('you')})</span>}
          {one.class !== null && <ClassBadge of={one.class} />}
        </p>
        <p className="people__about">{[one.email, ...useStay(one)].filter(Boolean).join(' · ')}</p>
      </div>
      {mayTakeOut && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          aria-label={mine ? t('leave') : t('takeOutOf', { name: one.name })}
          onClick={() => props.onTakeOut(one)}
        >
          {t(mine ? 'leave' : 'takeOut')}
        </Button>
      )}
    </li>
  );
}

/** Since when, from where they read, and how it ended. */
function useStay(one: Participant): string[] {
  const { t } = useTranslation('conversations');
  const zone = useFirmFormat();
  const moment = (at: string) => plannedMoment(new Date(at), zone);
  const reads =
    one.who === 'staff'
      ? []
      : [one.fromSeq <= 1 ? t('readsFromStart') : t('readsFrom', { seq: one.fromSeq })];
  if (one.leftAt === null) return [t('since', { when: moment(one.joinedAt) }), ...reads];
  const when = moment(one.leftAt);
  const how = one.leftHow ?? 'left';
  const left =
    how === 'for_cause' ? t('left_for_cause', { when, cause: one.cause }) : t(`left_${how}`, { when });
  return [left, ...(one.accessUntil === null ? [] : [t('readsUntil', { when: moment(one.accessUntil) })])];
}

function Acts({ onAdd }: { onAdd: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const { conversation } = useThread();
  const { join } = useThreadActs();
  const { kind, state, member, opened } = conversation;
  if (state === 'archived' || state === 'ended' || kind === 'direct') return null;
  if (member)
    return (
      <Button
        className="people__add"
        variant="default"
        leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden />}
        onClick={onAdd}
      >
        {t('addPeople')}
      </Button>
    );
  if (opened !== 'matter') return null;
  return (
    <Button className="people__add" onClick={() => void join()}>
      {t('join')}
    </Button>
  );
}
