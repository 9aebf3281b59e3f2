import '@mantine/core/styles/Combobox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import '@mantine/core/styles/Popover.layer.css';
import '@mantine/core/styles/ScrollArea.layer.css';
import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMe } from '../../api/session.tsx';
import { useStaffOptions } from '../matters/firm-lists.ts';
import { matterQuery } from '../matters/matter-queries.ts';

/** Colleagues beside oneself; of a restricted matter those on its list. */
export function StaffField(props: {
  label: string;
  value: string[];
  onChange: (ids: string[]) => void;
  matterId?: string | undefined;
  /** Who is there already, or oneself where one counts too. */
  without?: readonly string[];
  withMe?: boolean;
  error?: ReactNode;
}): ReactNode {
  const { staff: me } = useMe();
  const { matterId, without = [], withMe = false } = props;
  const matter = useQuery({ ...matterQuery(matterId ?? ''), enabled: matterId !== undefined }).data;
  const options = useStaffOptions().filter(
    ({ value }) =>
      (withMe || value !== me.id) &&
      !without.includes(value) &&
      (!matter?.restricted || matter.accessStaffIds.includes(value)),
  );
  return (
    <MultiSelect
      label={props.label}
      data={options}
      value={props.value}
      onChange={props.onChange}
      error={props.error}
      searchable
      hidePickedOptions
      comboboxProps={{ withinPortal: true }}
    />
  );
}
