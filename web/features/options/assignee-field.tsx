import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStaffChoices } from '../activity/queries.ts';
import type { FieldProps } from './option-line.tsx';
import type { Options } from './options.ts';

const roles = [
  ['owner', 'assignee_role_owner'],
  ['administrator', 'assignee_role_administrator'],
  ['member', 'assignee_role_member'],
] as const;

type Assignee = Options['defaultTaskAssignee'];

function keyOf(to: Assignee): string {
  return to.rule === 'staff' ? `staff ${to.staffId}` : to.rule === 'role' ? `role ${to.role}` : to.rule;
}

/** Whom a task goes to when nobody can be told from the call. */
export function AssigneeField({ labelledBy, options, disabled, onChange }: FieldProps): ReactNode {
  const { t } = useTranslation('options');
  const people: { to: Assignee; label: string }[] = useStaffChoices().map(({ value, label }) => ({
    to: { rule: 'staff', staffId: value },
    label,
  }));
  const byRole: { to: Assignee; label: string }[] = roles.map(([role, label]) => ({
    to: { rule: 'role', role },
    label: t(label),
  }));
  const first: { to: Assignee; label: string } = {
    to: { rule: 'alphabetical' },
    label: t('assignee_alphabeticalLong'),
  };
  const item = ({ to, label }: { to: Assignee; label: string }) => ({ value: keyOf(to), label });
  return (
    <NativeSelect
      aria-labelledby={labelledBy}
      disabled={disabled}
      value={keyOf(options.defaultTaskAssignee)}
      data={[
        item(first),
        { group: t('assigneePeople'), items: people.map(item) },
        { group: t('assigneeRoles'), items: byRole.map(item) },
      ]}
      onChange={(event) => {
        const chosen = [first, ...people, ...byRole].find(
          ({ to }) => keyOf(to) === event.currentTarget.value,
        );
        if (chosen) onChange({ defaultTaskAssignee: chosen.to });
      }}
    />
  );
}
