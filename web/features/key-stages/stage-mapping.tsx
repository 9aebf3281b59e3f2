import { ActionIcon, NativeSelect } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { matterTypesQuery, stageSetsQuery } from '../matters/firm-lists.ts';
import type { Fields } from '../matters/use-fields.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import type { StageValues } from './stage-values.ts';

/** Which stage of a matter is the same thing, by type of matter. */
export function StageMapping({ form }: { form: Fields<StageValues> }): ReactNode {
  const { t } = useTranslation('key-stages');
  const types = useQuery(matterTypesQuery).data?.items ?? [];
  const sets = useQuery(stageSetsQuery).data?.items ?? [];
  const { mappings } = form.values;
  const stagesOf = (matterTypeId: string) => {
    const type = types.find(({ id }) => id === matterTypeId);
    return sets.find(({ id }) => id === type?.stageSetId)?.stages ?? [];
  };
  const free = types.filter(
    ({ id }) => stagesOf(id).length > 0 && !mappings.some(({ matterTypeId }) => matterTypeId === id),
  );
  const set = (next: StageValues['mappings']) => form.setFieldValue('mappings', next);
  return (
    <SettingsBlock title={t('mapping')} about={t('mappingAbout')}>
      {mappings.length > 0 && (
        <ul className="stage-map">
          {mappings.map(({ matterTypeId, stageId }, index) => {
            const name = types.find(({ id }) => id === matterTypeId)?.name ?? '';
            return (
              <li key={matterTypeId}>
                <NativeSelect
                  label={name}
                  value={stageId}
                  data={[
                    ...(stageId === '' ? [{ value: '', label: t('chooseStage') }] : []),
                    ...stagesOf(matterTypeId).map((stage) => ({ value: stage.id, label: stage.name })),
                  ]}
                  onChange={({ currentTarget }) =>
                    set(mappings.with(index, { matterTypeId, stageId: currentTarget.value }))
                  }
                />
                <ActionIcon
                  size={36}
                  aria-label={t('unmap', { type: name })}
                  onClick={() => set(mappings.toSpliced(index, 1))}
                >
                  <IconTrash size={16} stroke={1.75} aria-hidden />
                </ActionIcon>
              </li>
            );
          })}
        </ul>
      )}
      {free.length > 0 && (
        <NativeSelect
          label={t('mapType')}
          value=""
          data={[
            { value: '', label: t('chooseType') },
            ...free.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget }) => {
            if (currentTarget.value !== '')
              set([...mappings, { matterTypeId: currentTarget.value, stageId: '' }]);
          }}
        />
      )}
    </SettingsBlock>
  );
}
