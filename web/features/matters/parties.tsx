import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import { ActionIcon, Autocomplete, Button, Checkbox } from '@mantine/core';
import { IconBuilding, IconPlus, IconUser, IconUsersGroup, IconX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { ContactPicker } from '../contacts/contact-picker.tsx';
import type { Choice } from './choice-field.tsx';
import { type Matter, useChangeMatter } from './matter-queries.ts';

type Party = Matter['parties'][number];

const icons = { person: IconUser, company: IconBuilding, group: IconUsersGroup } as const;

const sentOf = (parties: readonly Party[]) =>
  parties.map(({ contactId, role, isClient }) => ({ contactId, role, isClient }));

/** Everybody who takes part, with their role; clients first. */
export function Parties({ matter }: { matter: Matter }): ReactNode {
  const { t } = useTranslation('matters');
  const change = useChangeMatter();
  const [adding, setAdding] = useState(false);
  const set = (parties: Party[]) => change(matter, { parties: sentOf(parties) }, { parties });

  async function remove(party: Party): Promise<void> {
    if (!(await set(matter.parties.filter((other) => other !== party)))) return;
    showDone(t('partyRemoved', { name: party.displayName }), () => set(matter.parties));
  }
  return (
    <section aria-label={t('parties')}>
      <div className="overview__head">
        <h2 className="overview__title">{t('parties')}</h2>
        {!adding && matter.keptIn === null && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t('addParty')}
          </Button>
        )}
      </div>
      {adding && (
        <PartyForm
          onClose={() => setAdding(false)}
          onAdd={async (party) => (await set([...matter.parties, party])) && setAdding(false)}
        />
      )}
      {matter.parties.length === 0 && !adding && <p className="quiet">{t('noParties')}</p>}
      <ul className="parties">
        {matter.parties.map((party) => (
          <PartyLine
            key={`${party.contactId} ${party.role}`}
            party={party}
            onRemove={matter.keptIn === null ? () => void remove(party) : null}
          />
        ))}
      </ul>
    </section>
  );
}

function PartyLine({ party, onRemove }: { party: Party; onRemove: (() => void) | null }): ReactNode {
  const { t } = useTranslation('matters');
  const Icon = icons[party.kind];
  return (
    <li className="party">
      <span className="party__icon">
        <Icon size={18} stroke={1.75} aria-hidden />
      </span>
      <span className="party__name">
        <Link to={`/contacts/${party.contactId}`}>{party.displayName}</Link>
      </span>
      <span className="party__role">{party.role}</span>
      {party.isClient && party.role.toLowerCase() !== t('client').toLowerCase() && (
        <StateBadge state="logged">{t('client')}</StateBadge>
      )}
      {onRemove !== null && (
        <ActionIcon aria-label={t('removeParty', { name: party.displayName })} onClick={onRemove}>
          <IconX size={16} stroke={1.75} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}

function PartyForm(props: { onClose: () => void; onAdd: (party: Party) => Promise<unknown> }): ReactNode {
  const { t } = useTranslation('matters');
  const [contact, setContact] = useState<Choice | null>(null);
  const [role, setRole] = useState('');
  const [isClient, setIsClient] = useState(false);
  const roles = [
    t('client'),
    t('roleBuyer'),
    t('roleSeller'),
    t('roleOtherSide'),
    t('roleOtherSolicitor'),
    t('roleAgent'),
    t('roleLender'),
    t('roleCourt'),
    t('roleWitness'),
  ];
  const isClientRole = role.trim().toLowerCase() === t('client').toLowerCase();
  function add(event: FormEvent): void {
    event.preventDefault();
    if (!contact || role.trim() === '') return;
    void props.onAdd({
      contactId: contact.value,
      displayName: contact.label,
      kind: 'person',
      role: role.trim(),
      isClient: isClient || isClientRole,
    });
  }
  return (
    <form className="party-form" onSubmit={add}>
      <ContactPicker label={t('contact')} value={contact} onChange={setContact} />
      <Autocomplete label={t('role')} data={roles} value={role} onChange={setRole} />
      <Checkbox
        label={t('isClient')}
        checked={isClient || isClientRole}
        disabled={isClientRole}
        onChange={(event) => setIsClient(event.currentTarget.checked)}
        mb={8}
      />
      <Button type="submit" disabled={!contact || role.trim() === ''}>
        {t('add')}
      </Button>
      <Button variant="subtle" onClick={props.onClose}>
        {t('cancel')}
      </Button>
    </form>
  );
}
