import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/ActionIcon.layer.css';
import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type DragEvent, type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { useMayDo } from '../../api/session.tsx';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { movedTo } from './order.ts';
import { type KeyStage, keyStagesQuery, type Side, sides, useStagesAction } from './queries.ts';
import './stages-page.css';
import { useStageFacts } from './use-stage-facts.ts';

/** The firm's milestones of each kind of transaction, in their order. */
export function KeyStagesPage(): ReactNode {
  const { t } = useTranslation('key-stages');
  const [search, setSearch] = useSearchState();
  const side = sides.find((one) => one === search.side) ?? 'purchase';
  const { data, error, refetch } = useQuery(keyStagesQuery(side));
  const mayChange = useMayDo('owner', 'administrator');
  const all = data?.items ?? [];
  const archived = all.filter((stage) => stage.archived);
  return (
    <SettingsPage
      title={t('title')}
      subtitle={t('subtitle')}
      above={
        <nav className="stage-sides" aria-label={t('sides')}>
          {sides.map((one) => (
            <button
              key={one}
              type="button"
              aria-current={one === side ? 'page' : undefined}
              onClick={() => setSearch({ side: one }, { push: true })}
            >
              {t(`side_${one}`)}
            </button>
          ))}
        </nav>
      }
    >
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {!data && !error && <ProgressLine label={t('title')} />}
      {data && <StageList side={side} stages={all.filter((one) => !one.archived)} mayChange={mayChange} />}
      {data && mayChange && <AddStage side={side} />}
      {archived.length > 0 && (
        <>
          <h2 className="stage-archived">{t('archivedOnes')}</h2>
          <ul className="settings-rows">
            {archived.map((stage) => (
              <li key={stage.id}>
                <span className="settings-rows__words">
                  <StageLink stage={stage} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </SettingsPage>
  );
}

function StageList(props: { side: Side; stages: readonly KeyStage[]; mayChange: boolean }): ReactNode {
  const { t } = useTranslation('key-stages');
  const { side, stages, mayChange } = props;
  const act = useStagesAction();
  // The order that is shown while the server writes it down.
  const [wanted, setWanted] = useState<readonly string[] | null>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const shown = wanted ? wanted.flatMap((id) => stages.find((stage) => stage.id === id) ?? []) : stages;
  async function move(from: number, to: number): Promise<void> {
    const ids = movedTo(
      shown.map(({ id }) => id),
      from,
      to,
    );
    setWanted(ids);
    await act(() => api('PUT /api/v1/key-stages/order', { body: { side, ids } }));
    setWanted(null);
  }
  function over(event: DragEvent): void {
    if (dragged !== null) event.preventDefault();
  }
  return (
    <ol className="settings-rows key-stage-list" aria-label={t(`side_${side}`)}>
      {shown.map((stage, index) => (
        <li
          key={stage.id}
          draggable={mayChange}
          data-dragged={dragged === index || undefined}
          onDragStart={() => setDragged(index)}
          onDragEnd={() => setDragged(null)}
          onDragOver={over}
          onDrop={(event) => {
            event.preventDefault();
            if (dragged !== null && dragged !== index) void move(dragged, index);
          }}
        >
          {mayChange && (
            <IconGripVertical className="key-stage-list__grip" size={16} stroke={1.75} aria-hidden />
          )}
          <span className="key-stage-list__number figures">{index + 1}</span>
          <span className="settings-rows__words">
            <StageLink stage={stage} />
            <StageAbout stage={stage} />
          </span>
          {mayChange && (
            <span className="key-stage-list__ways">
              <ActionIcon
                aria-label={t('moveUp', { stage: stage.label })}
                disabled={index === 0}
                onClick={() => void move(index, index - 1)}
              >
                <IconArrowUp size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
              <ActionIcon
                aria-label={t('moveDown', { stage: stage.label })}
                disabled={index === shown.length - 1}
                onClick={() => void move(index, index + 1)}
              >
                <IconArrowDown size={16} stroke={1.75} aria-hidden />
              </ActionIcon>
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function StageLink({ stage }: { stage: KeyStage }): ReactNode {
  return (
    <Link to={paths.keyStage} params={{ id: stage.id }} className="settings-rows__name">
      {stage.label}
    </Link>
  );
}

function StageAbout({ stage }: { stage: KeyStage }): ReactNode {
  const facts = useStageFacts()(stage);
  return facts.length === 0 ? null : <p className="settings-rows__about">{facts.join(' · ')}</p>;
}

function AddStage({ side }: { side: Side }): ReactNode {
  const { t } = useTranslation('key-stages');
  const act = useStagesAction();
  const navigate = useNavigate();
  const [label, setLabel] = useState('');
  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    const name = label.trim();
    if (name === '') return;
    await act(async () => {
      const { id } = await api('POST /api/v1/key-stages', { body: { side, label: name } });
      await navigate({ to: paths.keyStage, params: { id } });
    });
  }
  return (
    <form className="stage-add" onSubmit={(event) => void add(event)}>
      <TextInput
        label={t('addStage')}
        maxLength={120}
        value={label}
        onChange={(event) => setLabel(event.currentTarget.value)}
      />
      <Button
        type="submit"
        leftSection={<IconPlus size={16} stroke={2} aria-hidden />}
        disabled={label.trim() === ''}
      >
        {t('addStage')}
      </Button>
    </form>
  );
}
