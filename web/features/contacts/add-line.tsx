import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** One more line of what a contact has several of. */
export function AddLine({ label, onAdd }: { label: string; onAdd: () => void }): ReactNode {
  return (
    <div>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} stroke={2} aria-hidden />}
        onClick={onAdd}
      >
        {label}
      </Button>
    </div>
  );
}
