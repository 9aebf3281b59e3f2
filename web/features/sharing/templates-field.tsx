import { Button, Select } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { ConfirmDialog } from '../matters/confirm-dialog.tsx';
import { templatesQuery } from './queries.ts';
import { type SlotValues, slotValues } from './slot-fields.tsx';

/** Begins with the places of a template; a template that nobody needs any more is taken off the list here. */
export function TemplatesField({ onTake }: { onTake: (slots: SlotValues[]) => void }): ReactNode {
  const { t } = useTranslation('sharing');
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const items = useQuery(templatesQuery).data?.items ?? [];
  const template = items.find(({ id }) => id === chosen);
  if (items.length === 0) return null;
  return (
    <div className="templates-field">
      <Select
        label={t('template')}
        clearable
        value={chosen}
        data={items.map(({ id, name }) => ({ value: id, label: name }))}
        comboboxProps={{ withinPortal: true }}
        onChange={(id) => {
          setChosen(id);
          const taken = items.find((one) => one.id === id);
          if (taken) onTake(taken.slots.map(slotValues));
        }}
      />
      {template && (
        <Button variant="subtle" color="red" onClick={() => setAsking(true)}>
          {t('dropTemplate')}
        </Button>
      )}
      {template && asking && (
        <Drop
          template={template}
          onClose={() => setAsking(false)}
          onDropped={() => {
            setAsking(false);
            setChosen(null);
          }}
        />
      )}
    </div>
  );
}

function Drop(props: {
  template: { id: string; name: string };
  onClose: () => void;
  onDropped: () => void;
}): ReactNode {
  const { t } = useTranslation('sharing');
  const client = useQueryClient();
  const { id, name } = props.template;
  async function drop(): Promise<void> {
    try {
      await api('DELETE /api/v1/file-request-templates/:id', { params: { id } });
      showDone(t('droppedTemplate', { name }));
      props.onDropped();
    } catch (error) {
      showProblem(error);
    }
    await client.invalidateQueries({ queryKey: ['file-request-templates'] });
  }
  return (
    <ConfirmDialog
      title={t('dropTemplateTitle', { name })}
      confirm={t('dropTemplate')}
      onConfirm={drop}
      onClose={props.onClose}
    >
      <p>{t('dropTemplateBody')}</p>
    </ConfirmDialog>
  );
}
