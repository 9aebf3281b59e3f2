import { IconArrowUpRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMinutes } from '../../ui/minutes.tsx';
import { Money } from '../../ui/money.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import type { State } from '../../ui/state-badge.tsx';
import { candidatesByContact, factsOf } from './facts.ts';
import { type InteractionDetail, isBeingWritten, type LogEntry, recordWord, stateOf } from './interaction.ts';
import './log-entry-card.css';
import { PageLink } from './parts.tsx';
import { useReasonWords } from './reasons.ts';
import { useOptionWords } from './use-option-words.ts';

const tones: Partial<Readonly<Record<State, string>>> = {
  needsPerson: 'person',
  held: 'person',
  failed: 'failed',
  logged: 'logged',
};

/** What it became in one destination, with its link, and why in one sentence. */
export function LogEntryCard({ entry, call }: { entry: LogEntry; call: InteractionDetail }): ReactNode {
  const { t } = useTranslation('activity');
  return (
    <section className="log-entry" data-tone={tones[stateOf(entry)] ?? 'skipped'}>
      <div className="log-entry__became">
        <span className="log-entry__label">{t(labelOf(entry))}</span>
        <Became entry={entry} call={call} />
        {entry.destinationName !== null && (
          <span className="quiet log-entry__system">{t('inSystem', { name: entry.destinationName })}</span>
        )}
      </div>
      {entry.failure !== null && (
        <p className="log-entry__why">
          <span className="log-entry__label">{t('theySay')}</span>
          <span>{entry.failure}</span>
        </p>
      )}
      <p className="log-entry__why">
        <span className="log-entry__label">{t('why')}</span>
        <span>{entry.why.sentence}</span>
      </p>
      <details className="log-entry__facts">
        <summary>{t('theFacts')}</summary>
        <Facts entry={entry} />
      </details>
    </section>
  );
}

function labelOf(entry: LogEntry): 'loggedAs' | 'waitingFor' | 'onItsWay' | 'notLogged' {
  if (entry.state === 'logged') return 'loggedAs';
  if (entry.state !== 'pending') return 'notLogged';
  return isBeingWritten(entry) ? 'onItsWay' : 'waitingFor';
}

function Became({ entry, call }: { entry: LogEntry; call: InteractionDetail }): ReactNode {
  const { t } = useTranslation('activity');
  const { skipReason } = useReasonWords();
  if (entry.state !== 'logged' || entry.recordKind === null) {
    const words = {
      skipped: skipReason(entry.reason),
      held: t('heldWords'),
      failed: t('failedWords'),
      pending: t(isBeingWritten(entry) ? 'beingWritten' : 'pendingWords'),
      undone: t('undoneWords'),
      logged: t('beingFiled'),
    };
    return <span>{words[entry.state]}</span>;
  }
  const record = t(recordWord(entry.recordKind));
  const text =
    entry.matterTitle !== null
      ? t('becameOn', { record, matter: entry.matterTitle })
      : entry.assigneeName !== null
        ? t('taskFor', { name: entry.assigneeName })
        : record;
  return (
    <span className="log-entry__record">
      {entry.url === null ? (
        text
      ) : (
        <PageLink url={entry.url} className="log-entry__link">
          {text}
          <IconArrowUpRight size={14} stroke={2} aria-hidden />
        </PageLink>
      )}
      <TimeAndMoney entry={entry} call={call} />
    </span>
  );
}

/** "Thomas Reid · 2 min worked · 6 min charged · £28.50", or "… · not billable (would be 6 min)". */
function TimeAndMoney({ entry, call }: { entry: LogEntry; call: InteractionDetail }): ReactNode {
  const { t } = useTranslation('activity');
  const minutes = useMinutes();
  const { workedMinutes, billedMinutes, amount } = entry;
  if (entry.recordKind !== 'fee' || workedMinutes === null || billedMinutes === null) return null;
  if (workedMinutes === 0 && billedMinutes === 0) {
    return <span className="quiet">{t(call.outcome === 'missed' ? 'noTimeMissed' : 'noTime')}</span>;
  }
  const whose = talkedTo(call) > 1 ? t('timeOfAll') : entry.staffName;
  return (
    <span className="quiet figures log-entry__money">
      {whose !== null && `${whose} · `}
      {t('worked', { time: minutes(workedMinutes) })}
      {' · '}
      {entry.billable === true ? (
        <>
          {t('charged', { time: minutes(billedMinutes) })}
          {amount && (
            <>
              {' · '}
              <Money {...amount} />
            </>
          )}
        </>
      ) : (
        t('wouldBeCharged', { time: minutes(billedMinutes) })
      )}
    </span>
  );
}

/** How many of the firm spoke; after a transfer the entry's time is theirs together. */
function talkedTo({ segments }: InteractionDetail): number {
  const spoke = segments.filter(({ role, talkSeconds }) => role === 'user' && talkSeconds > 0);
  return new Set(spoke.map(({ label, legId }) => label ?? legId)).size;
}

function Facts({ entry }: { entry: LogEntry }): ReactNode {
  const { t } = useTranslation('activity');
  const optionWords = useOptionWords();
  const { facts } = entry.why;
  const contacts = candidatesByContact(facts.candidates);
  const options = optionWords(facts.options);
  return (
    <dl className="facts log-entry__list">
      {factsOf(facts).map(({ label, words, name }) => (
        <div key={label} className="log-entry__fact">
          <dt>{t(label)}</dt>
          <dd>{t(words, { name })}</dd>
        </div>
      ))}
      {contacts.length > 0 && (
        <div className="log-entry__fact">
          <dt>{t('fact_candidates')}</dt>
          <dd>
            {contacts.map(({ contactId, contactName, matters }) => (
              <div key={contactId}>
                {contactName}
                <ul className="log-entry__matters">
                  {matters.map(({ id, number, title }) => (
                    <li key={id}>
                      <PageLink url={`/matters/${id}`}>{title}</PageLink>{' '}
                      <span className="quiet figures">{number}</span>
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </dd>
        </div>
      )}
      {options.length > 0 && (
        <div className="log-entry__fact">
          <dt>{t('fact_options')}</dt>
          <dd>
            {options.map((words) => (
              <div key={words}>{words}</div>
            ))}
          </dd>
        </div>
      )}
      <div className="log-entry__fact">
        <dt>{t('fact_decided')}</dt>
        <dd>
          <RelativeTime at={entry.decidedAt} />
          {entry.byPerson && <> · {t('decidedByPerson')}</>}
        </dd>
      </div>
      <div className="log-entry__fact">
        <dt>{t('reference')}</dt>
        <dd className="figures">{entry.reference}</dd>
      </div>
    </dl>
  );
}
