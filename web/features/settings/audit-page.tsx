import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, addressOf as apiAddress } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { strings } from '../../i18n/en-GB/settings.ts';
import { useNow } from '../../ui/clock.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import '../../ui/facts.css';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { ListDetail } from '../../ui/list-detail.tsx';
import { type SearchState, useSearchState } from '../../ui/search-state.ts';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { dayHeading, exactMoment, timeOfDay } from '../../ui/when.ts';
import { useAllStaff } from '../staff/staff-names.ts';
import { AuditChain } from './audit-chain.tsx';
import './audit-page.css';
import { addressOf, didKey, factsOf, plainWords, subjectKey, subjectName, subjects } from './audit-words.ts';
import { FilterChip } from './filter-chip.tsx';
import { SettingsPage } from './settings-page.tsx';

type Entry = Answer<'GET /api/v1/audit-log'>['items'][number];

/** Who did what, newest first. */
export function AuditPage(): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <SettingsPage
      title={t('audit')}
      subtitle={t('auditAbout')}
      roles={['owner', 'administrator']}
      above={
        <>
          <AuditChain />
          <Filters />
        </>
      }
      fill
    >
      <AuditList />
    </SettingsPage>
  );
}

function Filters(): ReactNode {
  const { t } = useTranslation('settings');
  const [search, setSearch] = useSearchState();
  const staff = useAllStaff();
  return (
    <div className="settings-actions">
      <FilterChip
        label={t('byWhom')}
        value={search.staff}
        options={staff.map(({ id, firstName, lastName }) => ({
          value: id,
          label: `${firstName} ${lastName}`,
        }))}
        onChange={(value) => setSearch({ staff: value, selected: undefined })}
      />
      <FilterChip
        label={t('about')}
        value={search.subject}
        options={subjects.map((subject) => ({ value: subject, label: t(subjectKey(subject)) }))}
        onChange={(value) => setSearch({ subject: value, selected: undefined })}
      />
      <DayField name="from" label={t('auditFrom')} />
      <DayField name="to" label={t('auditTo')} />
      {search.matter && (
        <Button size="xs" variant="default" onClick={() => setSearch({ matter: undefined })}>
          {t('auditAllMatters')}
        </Button>
      )}
      <Button
        component="a"
        size="xs"
        variant="default"
        href={apiAddress('/api/v1/audit-log.csv', {}, queryOf(search))}
        download
      >
        {t('auditCsv')}
      </Button>
    </div>
  );
}

/** One end of the days that are shown. */
function DayField({ name, label }: { name: 'from' | 'to'; label: string }): ReactNode {
  const [search, setSearch] = useSearchState();
  return (
    <label className="audit-day">
      <span>{label}</span>
      <input
        type="date"
        value={search[name] ?? ''}
        onChange={({ currentTarget }) =>
          setSearch({ [name]: currentTarget.value || undefined, selected: undefined })
        }
      />
    </label>
  );
}

function queryOf({ staff, subject, matter, from, to }: SearchState) {
  return { staffId: staff, subjectType: subject, matterId: matter, from, to };
}

function AuditList(): ReactNode {
  const { t } = useTranslation(['settings', 'ui']);
  const [search, setSearch] = useSearchState();
  const { locale, timeZone } = useFirmFormat();
  const now = new Date(useNow());
  const query = queryOf(search);
  const list = useKeysetList({
    queryKey: ['audit-log', query],
    fetchPage: (after, signal) =>
      api('GET /api/v1/audit-log', { query: { ...query, after, limit: 100 }, signal }),
  });
  const open = list.items.find(({ id }) => id === search.selected);
  const dayOf = (entry: Entry) => {
    const day = dayHeading(new Date(entry.at), now, { locale, timeZone });
    return typeof day === 'string' ? t(`ui:${day}`) : day.date;
  };
  return (
    <ListDetail
      list={
        <VirtualList
          label={t('audit')}
          list={list}
          main
          idOf={(entry) => entry.id}
          rowHeight={44}
          groupOf={dayOf}
          row={(entry) => <AuditRow entry={entry} />}
          activeId={search.selected}
          onActive={(selected) => setSearch({ selected })}
          onOpen={(selected) => setSearch({ selected }, { push: true })}
          empty={
            <EmptyState icon={<IconHistory size={24} stroke={1.5} />} title={t('auditEmpty')}>
              {t('auditEmptyBody')}
            </EmptyState>
          }
        />
      }
      detail={open ? <AuditDetail key={open.id} entry={open} /> : null}
      detailLabel={t('entry')}
      placeholder={<EmptyState title={t('chooseEntry')}>{t('chooseEntryBody')}</EmptyState>}
      onClose={() => setSearch({ selected: undefined })}
    />
  );
}

function useSentence(entry: Entry): { who: string; did: string; what: string | undefined } {
  const { t } = useTranslation('settings');
  const key = didKey(entry.action, strings);
  const person = entry.staffId ?? entry.portalUserId;
  const who = entry.whoName ?? t(person === null ? 'theProgram' : 'somebody');
  const what = subjectName(entry);
  return { who, did: key ? t(key) : plainWords(entry.action), what };
}

function AuditRow({ entry }: { entry: Entry }): ReactNode {
  const { who, did, what } = useSentence(entry);
  const { locale, timeZone } = useFirmFormat();
  return (
    <>
      <span className="audit-row">
        <strong>{who}</strong> {did}
        {what !== undefined && <span className="audit-row__what"> · {what}</span>}
      </span>
      <time className="audit-row__time figures" dateTime={entry.at}>
        {timeOfDay(new Date(entry.at), { locale, timeZone })}
      </time>
    </>
  );
}

function AuditDetail({ entry }: { entry: Entry }): ReactNode {
  const { t } = useTranslation('settings');
  const { who, did, what } = useSentence(entry);
  const { locale, timeZone } = useFirmFormat();
  const facts = factsOf(entry.detail, entry.names);
  const address = addressOf(entry);
  return (
    <article className="audit-detail">
      <h2 className="audit-detail__title">
        {who} {did}
        {what !== undefined && ` · ${what}`}
      </h2>
      <dl className="facts">
        <dt>{t('auditWhen')}</dt>
        <dd>{exactMoment(new Date(entry.at), { locale, timeZone })}</dd>
        <dt>{t('auditAction')}</dt>
        <dd>
          <code>{entry.action}</code>
        </dd>
        {entry.matterId && entry.matterName && (
          <>
            <dt>{t('auditMatter')}</dt>
            <dd>
              <Link to="." search={(before: object) => ({ ...before, matter: entry.matterId })}>
                {entry.matterName}
              </Link>
            </dd>
          </>
        )}
        {entry.subjectId && (
          <>
            <dt>{t('auditSubject')}</dt>
            <dd className="audit-detail__id">
              {address !== null && what !== undefined && (
                <>
                  <Link to={address}>{what}</Link>
                  <br />
                </>
              )}
              <span className="quiet">
                {entry.subjectType} {entry.subjectId}
              </span>
            </dd>
          </>
        )}
      </dl>
      {facts.length > 0 && (
        <section aria-label={t('auditFacts')}>
          <h3 className="audit-detail__heading">{t('auditFacts')}</h3>
          <dl className="facts">
            {facts.map(({ name, value }) => (
              <div key={name} className="audit-detail__fact">
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
    </article>
  );
}
