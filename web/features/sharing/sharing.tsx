import { Button } from '@mantine/core';
import { IconFolderShare, IconInbox } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { matterAddress } from '../matters/matter-links.ts';
import { useMatterId } from '../matters/matter-queries.ts';
import { placesQuery, requestsQuery, sharesQuery } from './queries.ts';
import { RequestCard } from './request-card.tsx';
import { ShareCard } from './share-card.tsx';
import './sharing.css';

const ShareDialog = lazy(() =>
  import('./share-dialog.tsx').then((module) => ({ default: module.ShareDialog })),
);
const RequestDialog = lazy(() =>
  import('./request-dialog.tsx').then((module) => ({ default: module.RequestDialog })),
);

/** What people outside the firm see of the matter's documents, and what they are asked for. */
export function Sharing(): ReactNode {
  const matterId = useMatterId();
  const [search, setSearch] = useSearchState();
  const places = useQuery(placesQuery(matterId)).data ?? [];
  const close = () => setSearch({ new: undefined, conversation: undefined });
  const dialog = { matterId, places, conversationId: search.conversation ?? '', onClose: close };
  return (
    <div className="sharing">
      <Shares matterId={matterId} begun={places.length > 0} onShare={() => setSearch({ new: 'share' })} />
      <Requests matterId={matterId} begun={places.length > 0} onAsk={() => setSearch({ new: 'request' })} />
      <Suspense>
        {places.length > 0 && search.new === 'share' && <ShareDialog {...dialog} />}
        {places.length > 0 && search.new === 'request' && <RequestDialog {...dialog} />}
      </Suspense>
    </div>
  );
}

function Section(props: {
  title: string;
  about: string;
  act: string;
  begun: boolean;
  onAct: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <section className="sharing__section" aria-label={props.title}>
      <div className="sharing__head">
        <div>
          <h2 className="sharing__title">{props.title}</h2>
          <p className="quiet">{props.about}</p>
        </div>
        {props.begun && (
          <Button size="xs" onClick={props.onAct}>
            {props.act}
          </Button>
        )}
      </div>
      {props.children}
    </section>
  );
}

function Shares(props: { matterId: string; begun: boolean; onShare: () => void }): ReactNode {
  const { t } = useTranslation('sharing');
  const { data, error, refetch } = useQuery(sharesQuery(props.matterId));
  return (
    <Section
      title={t('sharedTitle')}
      about={t('sharedAbout')}
      act={t('share')}
      begun={props.begun}
      onAct={props.onShare}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Nothing
          {...props}
          icon={<IconFolderShare size={24} stroke={1.5} />}
          title={t('noShares')}
          body={t('noSharesBody')}
        />
      )}
      <ul className="sharing__list">
        {data?.items.map((share) => (
          <ShareCard key={share.id} share={share} />
        ))}
      </ul>
    </Section>
  );
}

function Requests(props: { matterId: string; begun: boolean; onAsk: () => void }): ReactNode {
  const { t } = useTranslation('sharing');
  const { data, error, refetch } = useQuery(requestsQuery(props.matterId));
  return (
    <Section
      title={t('askedTitle')}
      about={t('askedAbout')}
      act={t('ask')}
      begun={props.begun}
      onAct={props.onAsk}
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && (
        <Nothing
          {...props}
          icon={<IconInbox size={24} stroke={1.5} />}
          title={t('noRequests')}
          body={t('noRequestsBody')}
        />
      )}
      <ul className="sharing__list">
        {data?.items.map((request) => (
          <RequestCard key={request.id} request={request} />
        ))}
      </ul>
    </Section>
  );
}

function Nothing(props: {
  matterId: string;
  begun: boolean;
  icon: ReactNode;
  title: string;
  body: string;
}): ReactNode {
  const { t } = useTranslation('sharing');
  if (props.begun)
    return (
      <EmptyState icon={props.icon} title={props.title}>
        {props.body}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={props.icon}
      title={t('noConversation')}
      action={<Link to={matterAddress(props.matterId, 'conversations')}>{t('toConversations')}</Link>}
    >
      {t('noConversationBody')}
    </EmptyState>
  );
}
