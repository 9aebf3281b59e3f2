import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../ui/page-header.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { AccessCard } from './access-card.tsx';
import { Decide } from './decide.tsx';
import { type Becoming, type Merged, mergedQuery } from './queries.ts';
import { useBecomingWords, useReadingWords } from './reading-words.ts';

/** Two ways into the portal beside each other, what each reaches, and the decision. */
export function MergedContact({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const { data, error, refetch } = useQuery(mergedQuery(id));
  if (error && !data)
    return (
      <div className="pairs">
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!data) return null;
  return (
    <>
      <PageHeader
        title={
          <>
            {data.name} <span className="quiet">{t('mergedInto')}</span> {data.into.name}
          </>
        }
      />
      <div className="pairs merged">
        <p className="quiet">{t('about')}</p>
        <div className="merged__accesses">
          {data.kept ? (
            <AccessCard access={data.kept} tag={t('keptTag')} />
          ) : (
            <section className="merged-access" aria-label={data.into.name}>
              <h2 className="merged-access__name">{data.into.name}</h2>
              <p className="quiet">{t('keptTag')}</p>
              <p>{t('nobody')}</p>
            </section>
          )}
          <AccessCard access={data.other} tag={t('otherTag')} />
        </div>
        <Conversations merged={data} />
        <Decide key={data.seen} merged={data} />
      </div>
    </>
  );
}

function Conversations({ merged }: { merged: Merged }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  return (
    <section aria-labelledby="merged-conversations">
      <h2 id="merged-conversations" className="merged__title">
        {t('conversations')}
      </h2>
      {merged.conversations.length === 0 && <p className="quiet">{t('noConversations')}</p>}
      <ul className="merged-talks">
        {merged.conversations.map((one) => (
          <Conversation key={one.id} merged={merged} conversation={one} />
        ))}
      </ul>
    </section>
  );
}

function Conversation(props: { merged: Merged; conversation: Merged['conversations'][number] }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const { t: words } = useTranslation('conversations');
  const { merged, conversation } = props;
  return (
    <li className="merged-talk">
      <Link to="/conversations/$id" params={{ id: conversation.id }} className="merged-talk__title">
        {conversation.title || conversation.matterTitle}
      </Link>
      <p className="quiet">
        {[
          conversation.matterNumber,
          words(`class_${conversation.class}`),
          t(`state_${conversation.state}`),
          ...(conversation.secondFactor ? [t('needsSecondFactor')] : []),
        ].join(' · ')}
      </p>
      {merged.kept && (
        <Reads
          name={merged.kept.name}
          mail={merged.kept.email}
          stays={conversation.kept}
          becoming={conversation.gains.kept}
        />
      )}
      <Reads
        name={merged.other.name}
        mail={merged.other.email}
        stays={conversation.other}
        becoming={conversation.gains.other}
      />
      {conversation.problem && <p className="merged-access__bad">{t(`problem_${conversation.problem}`)}</p>}
    </li>
  );
}

function Reads(props: {
  name: string;
  mail: string;
  stays: Merged['conversations'][number]['kept'];
  becoming: Becoming;
}): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const reads = useReadingWords()(props.stays, new Date());
  const what = useBecomingWords()(props.becoming);
  return (
    <p className="merged-talk__reads">
      <span>
        {props.name} <span className="quiet">{props.mail}</span>: {reads.join('; ')}.
      </span>{' '}
      {what !== null && (
        <span className="merged-talk__gain">{t('becomes', { name: props.name, what })}.</span>
      )}
    </p>
  );
}
