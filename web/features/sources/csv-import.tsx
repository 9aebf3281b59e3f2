import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type DragEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import './csv-import.css';
import { ImportProblems } from './import-problems.tsx';
import type { Source } from './source.ts';

const layouts = ['auto', 'generic', 'asterisk'] as const;
type Layout = (typeof layouts)[number];
const mostBytes = 25 * 1024 * 1024;

/** A call log from a file: first what is in it, then, when somebody says so, the import. */
export function CsvImport({ source }: { source: Source }): ReactNode {
  const { t } = useTranslation('sources');
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [layout, setLayout] = useState<Layout>('auto');
  const send = (given: File, as: Layout, preview: boolean) =>
    api('POST /api/v1/sources/:id/import', {
      params: { id: source.id },
      query: { layout: as, preview: String(preview), fileName: given.name },
      bytes: new Blob([given], { type: 'text/csv' }),
    });
  const look = useMutation({
    mutationFn: (by: { file: File; layout: Layout }) => send(by.file, by.layout, true),
  });
  const run = useMutation({
    mutationFn: (by: { file: File; layout: Layout }) => send(by.file, by.layout, false),
    onSuccess: () => client.invalidateQueries({ queryKey: ['sources'] }),
  });

  function choose(chosen: File | undefined, as: Layout = layout): void {
    run.reset();
    look.reset();
    setFile(chosen);
    setLayout(as);
    if (chosen && chosen.size <= mostBytes) look.mutate({ file: chosen, layout: as });
  }
  const name = file?.name ?? '';
  if (!file) return <ChooseFile layout={layout} onLayout={setLayout} onFile={choose} />;
  return (
    <div className="csv-import">
      {file.size > mostBytes && <p className="csv-import__too-big">{t('importTooBig')}</p>}
      {look.isPending && <ProgressLine label={t('importReading', { name })} />}
      {run.isPending && <ProgressLine label={t('importSending', { name })} />}
      {(look.isError || run.isError) && (
        <ProblemAlert error={look.error ?? run.error} onRetry={() => choose(file)} />
      )}
      {run.data ? (
        <Imported accepted={run.data.accepted} known={run.data.alreadyKnown} bad={run.data.problems.length} />
      ) : (
        look.data && (
          <div className="csv-import__summary">
            <h2 className="csv-import__title">{t('importPreview', { count: look.data.rows, name })}</h2>
            <StateBadge state="logged">{t('importGood', { count: look.data.accepted })}</StateBadge>
            {look.data.problems.length > 0 && (
              <StateBadge state="failed">{t('importBad', { count: look.data.problems.length })}</StateBadge>
            )}
          </div>
        )
      )}
      <div className="csv-import__buttons">
        {look.data && !run.data && (
          <Button
            disabled={look.data.accepted === 0 || run.isPending}
            onClick={() => run.mutate({ file, layout })}
          >
            {t('importRun', { count: look.data.accepted })}
          </Button>
        )}
        {run.data && <SeeActivity sourceId={source.id} />}
        <Button variant="default" disabled={run.isPending} onClick={() => choose(undefined)}>
          {t(run.data ? 'importAnother' : 'importCancel')}
        </Button>
        {look.data && !run.data && <LayoutSelect layout={layout} onLayout={(as) => choose(file, as)} />}
      </div>
      {look.data && look.data.problems.length > 0 && <ImportProblems problems={look.data.problems} />}
    </div>
  );
}

function ChooseFile(props: {
  layout: Layout;
  onLayout: (layout: Layout) => void;
  onFile: (file: File) => void;
}): ReactNode {
  const { t } = useTranslation('sources');
  const [over, setOver] = useState(false);
  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) props.onFile(file);
  }
  return (
    <div className="csv-import">
      <p className="quiet">{t('importAbout')}</p>
      <label
        className="csv-import__drop"
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileSpreadsheet size={28} stroke={1.4} aria-hidden />
        <span className="csv-import__choose">{t('importChoose')}</span>
        <span className="quiet">{t('importDrop')}</span>
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          className="visually-hidden"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file) props.onFile(file);
          }}
        />
      </label>
      <div className="csv-import__buttons">
        <LayoutSelect layout={props.layout} onLayout={props.onLayout} />
      </div>
    </div>
  );
}

function LayoutSelect(props: { layout: Layout; onLayout: (layout: Layout) => void }): ReactNode {
  const { t } = useTranslation('sources');
  return (
    <NativeSelect
      aria-label={t('importLayout')}
      value={props.layout}
      data={layouts.map((layout) => ({ value: layout, label: t(`layout_${layout}`) }))}
      onChange={(event) => {
        const chosen = layouts.find((layout) => layout === event.currentTarget.value);
        if (chosen) props.onLayout(chosen);
      }}
    />
  );
}

function Imported(props: { accepted: number; known: number; bad: number }): ReactNode {
  const { t } = useTranslation('sources');
  return (
    <div className="csv-import__summary" role="status">
      <h2 className="csv-import__title">{t('importDone', { count: props.accepted })}</h2>
      {props.known > 0 && <StateBadge state="skipped">{t('importKnown', { count: props.known })}</StateBadge>}
      {props.bad > 0 && <StateBadge state="failed">{t('importBad', { count: props.bad })}</StateBadge>}
    </div>
  );
}

function SeeActivity({ sourceId }: { sourceId: string }): ReactNode {
  const { t } = useTranslation('sources');
  const navigate = useNavigate();
  return (
    <Button onClick={() => void navigate({ to: paths.activity, search: { source: sourceId } })}>
      {t('importSee')}
    </Button>
  );
}
