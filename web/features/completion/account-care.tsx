import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPhoneCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showProblem } from '../../ui/toasts.tsx';
import './account-care.css';
import { useProof } from './use-proof.tsx';

const CallBackDialog = lazy(() =>
  import('./call-back-dialog.tsx').then((module) => ({ default: module.CallBackDialog })),
);

type Path = '/api/v1/matters/:id/layouts/completion-details/accounts/:field';
export type AccountState = Answer<`GET ${Path}`>;
type Check = NonNullable<AccountState['checked']>;
type Whole = Answer<`POST ${Path}/reveal`>;
export type Place = { id: string; field: string };

/** Under the matter's key: what changes the matter reads it again. */
export const accountKey = ({ id, field }: Place) => ['matters', 'account', id, field];

/** Beside the four digits: the whole account for a minute, whether it was checked, and the change that waits. */
export function AccountCare({ place }: { place: Place }): ReactNode {
  const { data } = useQuery({
    queryKey: accountKey(place),
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters/:id/layouts/completion-details/accounts/:field', { params: place, signal }),
  });
  if (!data) return null;
  return (
    <>
      {data.masked !== null && <One place={place} changeId={null} checked={data.checked} />}
      {data.change && <Waiting place={place} change={data.change} />}
    </>
  );
}

/** How long it is to be seen without another press. */
const shownMs = 60_000;

function One(props: { place: Place; changeId: string | null; checked: Check | null }): ReactNode {
  const { t } = useTranslation('completion');
  const { place, changeId, checked } = props;
  const proof = useProof();
  const [whole, setWhole] = useState<Whole>();
  const [calling, setCalling] = useState(false);
  useEffect(() => {
    if (!whole) return undefined;
    const timer = setTimeout(() => setWhole(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [whole]);
  const look = () =>
    proof.run(async () =>
      setWhole(
        await api('POST /api/v1/matters/:id/layouts/completion-details/accounts/:field/reveal', {
          params: place,
          body: { changeId },
        }),
      ),
    );
  return (
    <div className="account-care">
      {whole && (
        <dl className="account-care__whole">
          <dt>{t('holder')}</dt>
          <dd>{whole.holder}</dd>
          <dt>{t('sortCode')}</dt>
          <dd className="figures">{whole.sortCode.replaceAll(/(\d\d)(?=\d)/g, '$1-')}</dd>
          <dt>{t('accountNumber')}</dt>
          <dd className="figures">{whole.accountNumber}</dd>
        </dl>
      )}
      <Checked checked={checked} />
      <p className="account-care__ways">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => (whole ? setWhole(undefined) : void look())}
        >
          {t(whole ? 'hideAccount' : 'showAccount')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setCalling(true)}>
          {t('noteCall')}
        </Button>
      </p>
      {proof.dialog}
      <Suspense>
        {calling && <CallBackDialog place={place} changeId={changeId} onClose={() => setCalling(false)} />}
      </Suspense>
    </div>
  );
}

function Checked({ checked }: { checked: Check | null }): ReactNode {
  const { t } = useTranslation('completion');
  const { locale, timeZone } = useFirmFormat();
  if (!checked)
    return (
      <p className="account-care__state" data-state="not">
        <IconAlertTriangle size={14} stroke={1.75} aria-hidden /> {t('notChecked')}
      </p>
    );
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  return (
    <p className="account-care__state" data-state="checked">
      <IconPhoneCheck size={14} stroke={1.75} aria-hidden />{' '}
      {t('checkedBy', {
        by: checked.by.name,
        who: checked.spokeTo,
        number: checked.number,
        source: t(`source_${checked.numberSource}`),
        at: at.format(new Date(checked.calledAt)),
      })}
    </p>
  );
}

function Waiting(props: { place: Place; change: NonNullable<AccountState['change']> }): ReactNode {
  const { t } = useTranslation('completion');
  const client = useQueryClient();
  const proof = useProof();
  const { locale, timeZone } = useFirmFormat();
  const { place, change } = props;
  const at = (moment: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
      new Date(moment),
    );
  const params = { ...place, changeId: change.id };
  function take(after: AccountState): void {
    client.setQueryData(accountKey(place), after);
    void client.invalidateQueries({ queryKey: ['matters', 'completion', place.id] });
  }
  const approve = () =>
    proof.run(async () =>
      take(
        await api(
          'POST /api/v1/matters/:id/layouts/completion-details/accounts/:field/changes/:changeId/approve',
          { params },
        ),
      ),
    );
  async function stop(): Promise<void> {
    try {
      take(
        await api(
          'POST /api/v1/matters/:id/layouts/completion-details/accounts/:field/changes/:changeId/refuse',
          { params },
        ),
      );
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <section className="account-change" aria-label={t('changeWaits')}>
      <p className="account-change__title">
        {change.masked === null ? t('removalAsked') : t('changeAsked', { masked: change.masked })}
      </p>
      <p>{t('askedBy', { name: change.askedBy.name, at: at(change.askedAt) })}</p>
      <p>
        {change.approvedBy
          ? t('effectFrom', { name: change.approvedBy.name, at: at(change.takesEffectFrom) })
          : t('needsSecond', { at: at(change.takesEffectFrom) })}
      </p>
      {change.masked !== null && <One place={place} changeId={change.id} checked={change.checked} />}
      <p className="account-care__ways">
        {change.mayApprove && (
          <Button size="compact-sm" onClick={() => void approve()}>
            {t('approve')}
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={() => void stop()}>
          {t('stopChange')}
        </Button>
      </p>
      {proof.dialog}
    </section>
  );
}
