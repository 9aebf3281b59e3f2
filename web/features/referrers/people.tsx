import { Button } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Branch, Referrer, ReferrerUser } from './queries.ts';

const BranchForm = lazy(() =>
  import('./people-forms.tsx').then((module) => ({ default: module.BranchForm })),
);
const PersonForm = lazy(() =>
  import('./people-forms.tsx').then((module) => ({ default: module.PersonForm })),
);

type Open = { kind: 'branch'; branch: Branch | null } | { kind: 'person'; person: ReferrerUser | null };

/** Branches with their people, and those of no branch. */
export function People({ referrer }: { referrer: Referrer }): ReactNode {
  const { t } = useTranslation('referrers');
  const [open, setOpen] = useState<Open | null>(null);
  const branches = referrer.branchList.filter(({ archived }) => !archived);
  const people = referrer.userList.filter(({ archived }) => !archived);
  const at = new Set(branches.map(({ id }) => id));
  const others = people.filter(({ branchId }) => branchId === null || !at.has(branchId));
  const close = () => setOpen(null);
  return (
    <section aria-label={t('branches')}>
      <div className="referrer__head">
        <h2 className="referrer__title">{t('branches')}</h2>
        {!referrer.archived && (
          <span className="referrer__ways">
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setOpen({ kind: 'branch', branch: null })}
            >
              {t('addBranch')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => setOpen({ kind: 'person', person: null })}
            >
              {t('addPerson')}
            </Button>
          </span>
        )}
      </div>
      {branches.length + people.length === 0 && <p className="quiet">{t('branchesNone')}</p>}
      <ul className="referrer__lines">
        {branches.map((branch) => (
          <li key={branch.id}>
            <BranchLine branch={branch} onEdit={() => setOpen({ kind: 'branch', branch })} />
            <PersonLines
              people={people.filter(({ branchId }) => branchId === branch.id)}
              onEdit={(person) => setOpen({ kind: 'person', person })}
            />
          </li>
        ))}
        {others.length > 0 && (
          <li>
            <PersonLines people={others} onEdit={(person) => setOpen({ kind: 'person', person })} />
          </li>
        )}
      </ul>
      <Suspense>
        {open?.kind === 'branch' && <BranchForm referrer={referrer} branch={open.branch} onClose={close} />}
        {open?.kind === 'person' && <PersonForm referrer={referrer} person={open.person} onClose={close} />}
      </Suspense>
    </section>
  );
}

function BranchLine({ branch, onEdit }: { branch: Branch; onEdit: () => void }): ReactNode {
  return (
    <div className="referrer__line">
      <span className="referrer__words">
        <strong>{branch.name}</strong>
        <span className="quiet">
          {[branch.phone, branch.email].filter((part) => part !== '').join(' · ')}
        </span>
      </span>
      <EditButton name={branch.name} onEdit={onEdit} />
    </div>
  );
}

function PersonLines(props: {
  people: readonly ReferrerUser[];
  onEdit: (person: ReferrerUser) => void;
}): ReactNode {
  return props.people.map((person) => {
    const name = [person.firstName, person.lastName].filter((part) => part !== '').join(' ') || person.email;
    return (
      <div key={person.id} className="referrer__line referrer__line--person">
        <span className="referrer__words">
          <Link to={`/contacts/${person.contactId}`}>{name}</Link>
          <span className="quiet">
            {[person.email, person.phone].filter((part) => part !== '').join(' · ')}
          </span>
        </span>
        <EditButton name={name} onEdit={() => props.onEdit(person)} />
      </div>
    );
  });
}

function EditButton({ name, onEdit }: { name: string; onEdit: () => void }): ReactNode {
  const { t } = useTranslation('referrers');
  return (
    <button
      type="button"
      className="referrer__edit"
      aria-label={t('editThis', { name })}
      title={t('editThis', { name })}
      onClick={onEdit}
    >
      <IconPencil size={16} stroke={1.75} aria-hidden />
    </button>
  );
}
