import '@mantine/core/styles/Popover.layer.css';
import { Popover } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Metric } from './asked.ts';
import { useDefinition } from './use-numbers.ts';

/** The exact definition of a number, at a press. */
export function DefinitionNote({ metric, label }: { metric: Metric; label: string }): ReactNode {
  const { t } = useTranslation('insights');
  const [open, setOpen] = useState(false);
  const definition = useDefinition(metric)?.definition;
  return (
    <Popover opened={open} onChange={setOpen} width={300} position="bottom-start" returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="definition"
          aria-label={t('whatCounts', { label })}
          onClick={() => setOpen(!open)}
        >
          <IconInfoCircle size={16} stroke={1.75} aria-hidden />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="definition__text">{definition}</Popover.Dropdown>
    </Popover>
  );
}
