import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Combobox.layer.css';
import { NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import {
  type Column,
  cellText,
  columnsOf,
  fieldWords,
  type Import,
  sampleFields,
  withColumn,
} from './import-columns.ts';
import { importQuery } from './import-queries.ts';
import { ScrollTable } from './scroll-table.tsx';

/** What each column of the file means, and the first rows as they will be read. A change previews anew at once. */
export function ColumnMap({ one }: { one: Import }): ReactNode {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const { queryKey } = importQuery(one.id);
  const map = useMutation({
    mutationFn: (columns: (Column | null)[]) =>
      api('PUT /api/v1/practice-imports/:id/columns', { params: { id: one.id }, body: { columns } }),
    onMutate: (columns) => client.setQueryData(queryKey, (now) => now && { ...now, columns }),
    onSuccess: (after) => client.setQueryData(queryKey, after),
    onError: () => client.invalidateQueries({ queryKey }),
  });
  const choices: readonly Column[] = columnsOf[one.kind];
  return (
    <section aria-label={t('columns')}>
      <h2 className="imports__title">{t('columns')}</h2>
      <p className="quiet">{t('columnsBody')}</p>
      <ul className="column-map">
        {one.header.map((name, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have one name; their place tells them apart
            key={`${index} ${name}`}
            className="column-map__column"
            data-out={!one.columns[index] || undefined}
          >
            <span className="column-map__name">{name || t('unnamedColumn', { number: index + 1 })}</span>
            <NativeSelect
              aria-label={t('meaningOf', { name: name || t('unnamedColumn', { number: index + 1 }) })}
              value={one.columns[index] ?? ''}
              data={[
                { value: '', label: t('notImported') },
                ...choices.map((column) => ({ value: column, label: t(`column_${column}`) })),
              ]}
              onChange={(event) => {
                const chosen = choices.find((column) => column === event.currentTarget.value) ?? null;
                map.mutate(withColumn(one.columns, index, chosen));
              }}
            />
          </li>
        ))}
      </ul>
      {map.error && <ProblemAlert error={map.error} dense />}
      <Sample one={one} busy={map.isPending} />
    </section>
  );
}

/** Only what the sample tells of: a field that no column fills is left away. */
function Sample({ one, busy }: { one: Import; busy: boolean }): ReactNode {
  const { t } = useTranslation('imports');
  const fields = sampleFields(one.sample);
  if (fields.length === 0) return null;
  return (
    <>
      <h3 className="imports__title">{t('sample')}</h3>
      <ScrollTable
        label={t('sample')}
        columns={fields.map((name) => ({ name, label: t(fieldWords[name]) }))}
        busy={busy}
      >
        {one.sample.map((row) => (
          <tr key={String(row.line)}>
            {fields.map((field) => (
              <td key={field} className="import-table__value">
                {cellText(row[field])}
              </td>
            ))}
          </tr>
        ))}
      </ScrollTable>
    </>
  );
}
