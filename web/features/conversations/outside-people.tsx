import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ClassBadge } from './class-badge.tsx';
import { widestOf } from './class-rank.ts';
import './new-conversation.css';
import type { AudienceWarning, PortalPerson } from './queries.ts';

/** The contacts of a matter to choose from; whoever cannot be written to stands there with why. */
export function OutsidePeople(props: {
  people: readonly PortalPerson[];
  value: readonly string[];
  onChange: (portalUserIds: string[]) => void;
  error?: ReactNode;
  empty?: string;
}): ReactNode {
  const { t } = useTranslation('conversations');
  const { people, value, onChange } = props;
  const error = useId();
  return (
    <fieldset className="outside-people" {...(props.error ? { 'aria-describedby': error } : {})}>
      <legend className="mantine-InputWrapper-label">{t('peopleOutside')}</legend>
      {people.length === 0 && <p className="quiet">{props.empty ?? t('peopleOutsideNone')}</p>}
      {people.map((one) => (
        <PersonLine
          key={one.contactId}
          one={one}
          chosen={one.portalUserId !== null && value.includes(one.portalUserId)}
          onChoose={(id, chosen) => onChange(chosen ? [...value, id] : value.filter((other) => other !== id))}
        />
      ))}
      {props.error && (
        <p className="outside-people__error" id={error} role="alert">
          {props.error}
        </p>
      )}
    </fieldset>
  );
}

function PersonLine(props: {
  one: PortalPerson;
  chosen: boolean;
  onChoose: (id: string, chosen: boolean) => void;
}): ReactNode {
  const { t } = useTranslation('conversations');
  const { one } = props;
  const { portalUserId } = one;
  const joining = useJoining(one, (id) => props.onChoose(id, true));
  const why = portalUserId !== null ? null : t(one.email === null ? 'noEmail' : 'notOfPortal');
  return (
    <div className="outside-people__line">
      <Checkbox
        label={one.name}
        description={[one.roles.join(', '), one.email, why].filter(Boolean).join(' · ')}
        error={joining.error?.message}
        disabled={(portalUserId === null && one.email === null) || joining.isPending}
        checked={props.chosen || joining.isPending}
        onChange={({ currentTarget }) => {
          if (portalUserId !== null) props.onChoose(portalUserId, currentTarget.checked);
          else joining.mutate();
        }}
      />
      <ClassBadge of={one.class} />
    </div>
  );
}

/** Whoever is not in the portal yet becomes somebody there by being chosen; no mail goes before the first message. */
function useJoining({ contactId }: PortalPerson, onJoined: (portalUserId: string) => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api('POST /api/v1/portal-users', { body: { contactId, invite: false } }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: ['matters', 'portal-people'] });
      onJoined(id);
    },
  });
}

/** In which class they will speak, and what that means. */
export function ClassOf({ people }: { people: readonly PortalPerson[] }): ReactNode {
  const { t } = useTranslation('conversations');
  const widest = widestOf(people.map((one) => one.class));
  if (!widest) return null;
  return (
    <div className="class-of" role="status">
      <p>
        {t('willBe')} <ClassBadge of={widest} />
      </p>
      <p className="quiet">{t(`classAbout_${widest}`)}</p>
    </div>
  );
}

/** What to look at twice before somebody hears a client's words. */
export function Warnings(props: {
  warnings: readonly AudienceWarning[];
  people: readonly PortalPerson[];
}): ReactNode {
  const { t } = useTranslation('conversations');
  if (props.warnings.length === 0) return null;
  const nameOf = (id: string) => props.people.find(({ portalUserId }) => portalUserId === id)?.name ?? '';
  return (
    <div className="audience-warnings" role="alert">
      <p className="audience-warnings__title">
        <IconAlertTriangle size={16} stroke={1.75} aria-hidden /> {t('looksTwice')}
      </p>
      <ul>
        {props.warnings.map((one) => (
          <li key={`${one.portalUserId} ${one.kind} ${one.with}`}>
            {t(`warn_${one.kind}`, { who: nameOf(one.portalUserId), with: one.with })}
          </li>
        ))}
      </ul>
    </div>
  );
}
