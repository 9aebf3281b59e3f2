import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { matterAddress } from '../matters/matter-links.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { EndHoldDialog, HoldDialog } from './hold-dialogs.tsx';
import type { Hold } from './queries.ts';

type Refusal = Answer<'GET /api/v1/holds/refusals'>['items'][number];

/** What is on hold in the whole firm, and what that has kept from being deleted. */
export function HoldsBlocks(): ReactNode {
  const { t } = useTranslation('hand-over');
  const [asking, setAsking] = useState(false);
  const holds = useKeysetList({
    queryKey: ['holds', 'all'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/holds', { query: { limit: 50, ...(after && { after }) }, signal }),
  });
  const refusals = useKeysetList({
    queryKey: ['holds', 'refusals'],
    fetchPage: (after, signal) =>
      api('GET /api/v1/holds/refusals', { query: { limit: 20, ...(after && { after }) }, signal }),
  });
  return (
    <>
      <SettingsBlock title={t('holds')} about={t('holdsAbout')}>
        {holds.error && <ProblemAlert error={holds.error} onRetry={holds.retry} dense />}
        {holds.items.length === 0 && !holds.error && <p className="quiet">{t('noHolds')}</p>}
        {holds.items.length > 0 && (
          <ul className="settings-rows" aria-label={t('holdsList')}>
            {holds.items.map((hold) => (
              <HoldRow key={hold.id} hold={hold} />
            ))}
          </ul>
        )}
        <More of={holds} />
        {!holds.items.some(({ scope }) => scope === 'firm') && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('holdEverything')}
          </Button>
        )}
        {asking && <HoldDialog of={null} onClose={() => setAsking(false)} />}
      </SettingsBlock>
      <SettingsBlock title={t('refusals')} about={t('refusalsAbout')}>
        {refusals.items.length === 0 && <p className="quiet">{t('noRefusals')}</p>}
        {refusals.items.length > 0 && (
          <ul className="settings-rows" aria-label={t('refusals')}>
            {refusals.items.map((refusal) => (
              <RefusalRow key={refusal.id} refusal={refusal} />
            ))}
          </ul>
        )}
        <More of={refusals} />
      </SettingsBlock>
    </>
  );
}

function More({
  of,
}: {
  of: { hasMore: boolean; isFetchingMore: boolean; fetchMore: () => void };
}): ReactNode {
  const { t } = useTranslation('hand-over');
  if (!of.hasMore) return null;
  return (
    <Button variant="default" loading={of.isFetchingMore} onClick={of.fetchMore}>
      {t('more')}
    </Button>
  );
}

function HoldRow({ hold }: { hold: Hold }): ReactNode {
  const { t } = useTranslation('hand-over');
  const day = useDay();
  const [ending, setEnding] = useState(false);
  return (
    <li>
      <span className="settings-rows__words">
        {hold.matter ? (
          <Link to={matterAddress(hold.matter.id)} className="settings-rows__name">
            {`${hold.matter.number} ${hold.matter.title}`}
          </Link>
        ) : hold.contact ? (
          <Link to={`/contacts/${hold.contact.id}`} className="settings-rows__name">
            {hold.contact.name}
          </Link>
        ) : (
          <span className="settings-rows__name">{t('everything')}</span>
        )}
        <span className="retention__about settings-rows__about">
          {[hold.reason, t('since', { day: day(hold.setAt), name: hold.setBy })].join(' · ')}
        </span>
      </span>
      <Button size="compact-sm" variant="default" onClick={() => setEnding(true)}>
        {t('endHold')}
      </Button>
      {ending && <EndHoldDialog hold={hold} onClose={() => setEnding(false)} />}
    </li>
  );
}

const acts = {
  'message.edit': 'act_message_edit',
  'message.withdraw': 'act_message_withdraw',
  'file.withdraw': 'act_file_withdraw',
  'upload.removed': 'act_upload_removed',
  'upload.expired': 'act_upload_expired',
  'upload.rights_ended': 'act_upload_rights_ended',
  'contact.erase': 'act_contact_erase',
} as const;

const isAct = (act: string): act is keyof typeof acts => act in acts;

function RefusalRow({ refusal }: { refusal: Refusal }): ReactNode {
  const { t } = useTranslation('hand-over');
  const day = useDay();
  return (
    <li>
      <span className="settings-rows__words">
        <span className="settings-rows__name">{t(isAct(refusal.act) ? acts[refusal.act] : 'act_other')}</span>
        <span className="retention__about settings-rows__about">
          {t('refusedTo', { who: refusal.by || t('theProgram'), day: day(refusal.at) })}
        </span>
      </span>
    </li>
  );
}

function useDay(): (at: string) => string {
  const { locale, timeZone } = useFirmFormat();
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone });
  return (at) => format.format(new Date(at));
}
