import { Button } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useKeysetList } from '../../api/keyset-list.ts';
import { useMayDo } from '../../api/session.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ListDetail } from '../../ui/list-detail.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { StateBadge } from '../../ui/state-badge.tsx';
import { VirtualList } from '../../ui/virtual-list.tsx';
import { FilterChip } from '../settings/filter-chip.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { NewStaff } from './new-staff.tsx';
import { StaffDetail } from './staff-detail.tsx';
import { type StaffMember, staffKey, useAllStaff } from './staff-names.ts';
import './staff-page.css';

/** Who works here, what they may do, and which phones are theirs. */
export function StaffPage(): ReactNode {
  const { t } = useTranslation('staff');
  const [, setSearch] = useSearchState();
  const mayChange = useMayDo('owner', 'administrator');
  return (
    <SettingsPage
      title={t('title')}
      subtitle={t('subtitle')}
      {...(mayChange && {
        actions: (
          <Button
            leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden />}
            onClick={() => setSearch({ selected: 'new' }, { push: true })}
          >
            {t('invite')}
          </Button>
        ),
      })}
      above={<Show />}
      fill
    >
      <StaffList />
    </SettingsPage>
  );
}

function Show(): ReactNode {
  const { t } = useTranslation('staff');
  const [search, setSearch] = useSearchState();
  return (
    <div className="settings-actions">
      <FilterChip
        label={t('show')}
        any={t('showActive')}
        value={search.show}
        options={[
          { value: 'invited', label: t('showInvited') },
          { value: 'left', label: t('showLeft') },
        ]}
        onChange={(show) => setSearch({ show, selected: undefined })}
      />
    </div>
  );
}

function StaffList(): ReactNode {
  const { t } = useTranslation('staff');
  const [search, setSearch] = useSearchState();
  const { show, selected } = search;
  const list = useKeysetList({
    queryKey: [...staffKey, 'list', show],
    fetchPage: async (after, signal) => {
      const query = { active: String(show !== 'left'), after, limit: 200 };
      const page = await api('GET /api/v1/staff', { query, signal });
      if (show !== 'invited') return page;
      return { ...page, items: page.items.filter(({ signIn }) => signIn === 'invited') };
    },
  });
  // Somebody who was just deactivated has left this list, but is still being looked at.
  const all = useAllStaff();
  const open = list.items.find(({ id }) => id === selected) ?? all.find(({ id }) => id === selected);
  const close = () => setSearch({ selected: undefined });
  return (
    <ListDetail
      list={
        <VirtualList
          label={t('title')}
          list={list}
          main
          idOf={(staff) => staff.id}
          rowHeight={60}
          row={(staff) => <StaffRow staff={staff} />}
          activeId={selected}
          onActive={(id) => setSearch({ selected: id })}
          onOpen={(id) => setSearch({ selected: id }, { push: true })}
          empty={
            <EmptyState
              icon={<IconUsers size={24} stroke={1.5} />}
              title={show === 'invited' ? t('noneInvited') : t('noneLeft')}
            />
          }
        />
      }
      detail={
        selected === 'new' ? (
          <NewStaff onDone={(id) => setSearch({ selected: id, show: undefined })} onCancel={close} />
        ) : open ? (
          <StaffDetail key={open.id} staff={open} />
        ) : null
      }
      detailLabel={t('person')}
      placeholder={<EmptyState title={t('choose')}>{t('chooseBody')}</EmptyState>}
      onClose={close}
    />
  );
}

function StaffRow({ staff }: { staff: StaffMember }): ReactNode {
  const { t } = useTranslation('staff');
  return (
    <>
      <span className="staff-face" aria-hidden>
        {staff.firstName.charAt(0)}
        {staff.lastName.charAt(0)}
      </span>
      <span className="staff-row">
        <span className="staff-row__name">
          {staff.firstName} {staff.lastName}
        </span>
        <span className="staff-row__email">{staff.email}</span>
      </span>
      <span className="staff-row__end">
        <span>{t(`role_${staff.role}`)}</span>
        <SignInState staff={staff} />
      </span>
    </>
  );
}

/** Says only what is out of the ordinary, else the extension. */
export function SignInState({ staff }: { staff: StaffMember }): ReactNode {
  const { t } = useTranslation('staff');
  if (!staff.active)
    return (
      <StateBadge state="skipped" look="plain">
        {t('left')}
      </StateBadge>
    );
  if (staff.signIn === 'invited')
    return (
      <StateBadge state="waiting" look="plain">
        {t('invited')}
      </StateBadge>
    );
  if (staff.signIn === 'none')
    return (
      <StateBadge state="skipped" look="plain">
        {t('noSignIn')}
      </StateBadge>
    );
  if (staff.extension === null) return null;
  return <span className="staff-row__email figures">{t('ext', { extension: staff.extension })}</span>;
}
