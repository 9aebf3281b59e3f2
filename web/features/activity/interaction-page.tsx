import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { loadWords } from '../../i18n/i18n.ts';
import { Duration } from '../../ui/duration.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { dayHeading, timeOfDay } from '../../ui/when.ts';
import './interaction-page.css';
import { ActionBar } from './action-bar.tsx';
import { Files } from './files.tsx';
import { History } from './history.tsx';
import { type InteractionDetail, leadEntry, numberBeside } from './interaction.ts';
import { JourneyLine } from './journey-line.tsx';
import { LogEntryCard } from './log-entry-card.tsx';
import { EntryState, Heading, PageLink } from './parts.tsx';
import { interactionQuery } from './queries.ts';

/** Comes with its words only where one call is looked at: the list needs neither. */
const InteractionSpeechSection = lazy(async () => {
  const [module] = await Promise.all([import('../speech/interaction-speech.tsx'), loadWords(['speech'])]);
  return { default: module.InteractionSpeechSection };
});

/** Likewise. */
const MakeLead = lazy(async () => {
  const [module] = await Promise.all([
    import('../leads/make-lead.tsx'),
    loadWords(['leads', 'matters', 'contacts', 'referrers']),
  ]);
  return { default: module.MakeLead };
});

/** One call, text or fax whole: what happened, what became of it and why, and what can be done about it. */
export function InteractionPage({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('shell');
  const query = useQuery(interactionQuery(id));
  if (query.data) return <Interaction interaction={query.data} />;
  return (
    <div className="interaction__body interaction__body--alone">
      {query.isError ? (
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <ProgressLine label={t('loading')} />
      )}
    </div>
  );
}

function Interaction({ interaction }: { interaction: InteractionDetail }): ReactNode {
  const entry = leadEntry(interaction);
  return (
    <article>
      <PageHeader
        title={<Heading of={interaction} />}
        badge={<EntryState entry={entry} />}
        subtitle={<WhenAndWho of={interaction} />}
      />
      <div className="interaction__body">
        {interaction.logEntries.map((one) => (
          <LogEntryCard key={one.id} entry={one} call={interaction} />
        ))}
        <ActionBar key={entry?.revision} interaction={interaction} />
        {interaction.direction !== 'internal' && (
          <Suspense>
            <MakeLead interaction={interaction} />
          </Suspense>
        )}
        {interaction.body !== null && <p className="interaction__message">{interaction.body}</p>}
        <Files interaction={interaction} />
        {interaction.kind === 'call' && (
          <Suspense>
            <InteractionSpeechSection id={interaction.id} matterId={entry?.matterId ?? null} />
          </Suspense>
        )}
        {interaction.kind === 'call' && <JourneyLine call={interaction} />}
        <Parties interaction={interaction} />
        <History entries={interaction.history} />
      </div>
    </article>
  );
}

const ways = {
  answered: { inbound: 'answeredBy', outbound: 'madeBy', internal: 'answeredBy' },
  tried: { inbound: 'toPerson', outbound: 'madeBy', internal: 'madeBy' },
  written: { inbound: 'toPerson', outbound: 'sentBy', internal: 'sentBy' },
} as const;

type Way = (typeof ways)[keyof typeof ways][InteractionDetail['direction']];

function wayOf({ kind, outcome, direction }: InteractionDetail): Way {
  if (kind !== 'call') return ways.written[direction];
  return ways[outcome === 'answered' ? 'answered' : 'tried'][direction];
}

const endWords = {
  missed: 'nobodyAnswered',
  not_answered: 'notAnswered',
  unknown_outcome: 'unknownEnd',
  in_progress: 'onNow',
  failed: 'textFailed',
  delivered: 'textDelivered',
  blocked: 'blockedByPhones',
} as const;

function isEndWord(outcome: string): outcome is keyof typeof endWords {
  return Object.hasOwn(endWords, outcome);
}

/** "Today 12:04 · 7 min 12 s · answered by Tessa Reid". */
function WhenAndWho({ of }: { of: InteractionDetail }): ReactNode {
  const { t } = useTranslation(['activity', 'ui']);
  const zone = useFirmFormat();
  const at = new Date(of.startedAt);
  const day = dayHeading(at, new Date(), zone);
  const recent = Date.now() - at.getTime() < 3_600_000;
  const parts: ReactNode[] = [
    recent ? (
      <RelativeTime key="at" at={of.startedAt} />
    ) : (
      <span key="at" className="figures">
        {typeof day === 'string' ? t(`ui:${day}`) : day.date} {timeOfDay(at, zone)}
      </span>
    ),
  ];
  if (of.talkSeconds > 0) parts.push(<Duration key="talk" seconds={of.talkSeconds} />);
  if (of.pages !== null) parts.push(t('pages', { count: of.pages }));
  if (isEndWord(of.outcome)) parts.push(t(endWords[of.outcome]));
  if (of.staffName !== null) parts.push(t(wayOf(of), { name: of.staffName }));
  return parts.flatMap((part, index) => (index === 0 ? [part] : [' · ', part]));
}

function Parties({ interaction }: { interaction: InteractionDetail }): ReactNode {
  const { t } = useTranslation('activity');
  const { externalParty, otherParties, staffParties, direction } = interaction;
  const contactUrl = externalParty.contactId === null ? null : `/contacts/${externalParty.contactId}`;
  const others = otherParties.filter(({ number }) => number !== externalParty.number);
  const inside = staffParties
    .map(({ staffName, name, extension, e164 }) => staffName ?? name ?? extension ?? e164)
    .filter((name) => name !== null);
  return (
    <dl className="facts">
      <dt>{t(direction === 'outbound' ? 'to' : 'from')}</dt>
      <dd>
        {contactUrl === null ? (
          externalParty.display
        ) : (
          <PageLink url={contactUrl}>{externalParty.display}</PageLink>
        )}
        {externalParty.number !== null && numberBeside(externalParty) !== null && (
          <>
            {' '}
            · <PhoneNumber number={externalParty.number} display={externalParty.formattedNumber} dial />
          </>
        )}
      </dd>
      {others.length > 0 && (
        <>
          <dt>{t('alsoTo')}</dt>
          <dd>{others.map(({ display }) => display).join(', ')}</dd>
        </>
      )}
      {inside.length > 0 && (
        <>
          <dt>{t(direction === 'outbound' ? 'from' : 'to')}</dt>
          <dd>{[...new Set(inside)].join(', ')}</dd>
        </>
      )}
      <dt>{t('phoneSystem')}</dt>
      <dd>{interaction.sourceName}</dd>
    </dl>
  );
}
