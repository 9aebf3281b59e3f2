import { Button } from '@mantine/core';
import { IconCheck, IconDots, IconMail, IconMinus } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MenuButton, type MenuEntry } from '../../ui/menu-button.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { Day } from '../matters/day-words.tsx';
import { type StageAct, type StageShown, useStageAct } from './queries.ts';
import { tellings } from './tellings.ts';

const StageDialog = lazy(() =>
  import('./stage-dialog.tsx').then((module) => ({ default: module.StageDialog })),
);

type Doing = 'reach' | 'skip';

/** One stage of a case: whether it was reached, when and by whom, and what can be done with it. */
export function StageRow(props: { leadId: string; stage: StageShown; next: boolean }): ReactNode {
  const { t } = useTranslation('key-stages');
  const { leadId, stage, next } = props;
  const [asking, setAsking] = useState<Doing | null>(null);
  const act = useStageDoing(leadId, stage);
  const { state, label } = stage;
  return (
    <li className="key-stage" data-state={state} data-next={next || undefined}>
      <span className="key-stage__mark" aria-hidden>
        {state === 'reached' && <IconCheck size={11} stroke={3.5} />}
        {(state === 'skipped' || state === 'not_applicable') && <IconMinus size={11} stroke={3} />}
      </span>
      <div className="key-stage__words">
        <p className="key-stage__label">
          {label}
          {stage.optional && <span className="key-stage__hint">{t('optional')}</span>}
          {stage.ifApplies && <span className="key-stage__hint">{t('ifApplies')}</span>}
          {stage.archived && <span className="key-stage__hint">{t('archived')}</span>}
        </p>
        <StageFacts stage={stage} next={next} />
      </div>
      {next && (
        <Button
          size="xs"
          variant="default"
          aria-label={`${t('reachNow')}: ${label}`}
          onClick={() => void act({ do: 'reach' })}
        >
          {t('reachNow')}
        </Button>
      )}
      <MenuButton
        className="key-stage__menu"
        label={t('doWith', { stage: label })}
        position="bottom-end"
        entries={useEntries(stage, act, setAsking)}
      >
        <IconDots size={18} stroke={1.75} aria-hidden />
      </MenuButton>
      <Suspense>
        {asking && (
          <StageDialog
            doing={asking}
            stage={stage}
            onSend={async (what) => {
              if (await act({ do: asking, ...what })) setAsking(null);
            }}
            onClose={() => setAsking(null)}
          />
        )}
      </Suspense>
    </li>
  );
}

type What = Omit<StageAct, 'stageId'>;

/** Does it, says what it did and whom it told, and offers to undo where undoing brings back what was. */
function useStageDoing(leadId: string, stage: StageShown): (what: What) => Promise<boolean> {
  const { t } = useTranslation('key-stages');
  const send = useStageAct(leadId);
  const { stageId, label, messages } = stage;
  return async (what) => {
    const after = await send({ stageId, ...what });
    if (!after) return false;
    const now = after.tracks.flatMap(({ stages }) => stages).find((one) => one.stageId === stageId);
    const fresh = (now?.messages ?? []).slice(messages.length);
    showDone(
      [
        t(`did_${what.do}`, { stage: label }),
        ...tellings(fresh).map(({ key, names }) => t(key, { names })),
      ].join(' · '),
      stage.state === 'pending' && what.do !== 'undo' ? () => send({ stageId, do: 'undo' }) : undefined,
    );
    return true;
  };
}

function useEntries(
  { state, optional }: StageShown,
  act: (what: What) => Promise<boolean>,
  ask: (doing: Doing) => void,
): MenuEntry[] {
  const { t } = useTranslation('key-stages');
  const item = (label: string, onChoose: () => void): MenuEntry => ({ kind: 'item', label, onChoose });
  const reached = state === 'reached';
  return [
    ...(reached ? [] : [item(t('reachToday'), () => void act({ do: 'reach' }))]),
    item(t(reached ? 'changeDay' : 'reachOn'), () => ask('reach')),
    ...(state === 'pending'
      ? [
          item(t(optional ? 'skip' : 'skipBecause'), () =>
            optional ? void act({ do: 'skip' }) : ask('skip'),
          ),
          item(t('leaveOut'), () => void act({ do: 'not_applicable' })),
        ]
      : []),
    ...(state === 'pending' ? [] : [item(t('undo'), () => void act({ do: 'undo' }))]),
  ];
}

function StageFacts({ stage, next }: { stage: StageShown; next: boolean }): ReactNode {
  const { t } = useTranslation('key-stages');
  const { state, eventOn, enteredAt, enteredLate, note, tells, messages, mapsTo } = stage;
  const unsaid = tells.filter((audience) => !messages.some((message) => message.audience === audience));
  return (
    <p className="key-stage__facts">
      {state === 'skipped' && <span>{t('skipped')}</span>}
      {state === 'not_applicable' && <span>{t('notApplicable')}</span>}
      {state === 'reached' && eventOn !== null && (
        <span>
          <Day day={eventOn} />
          {stage.by !== null && ` · ${stage.staffName ?? t(`by_${stage.by}`)}`}
        </span>
      )}
      {state === 'reached' && enteredLate && enteredAt !== null && (
        <span>
          {t('entered')} <RelativeTime at={enteredAt} />
        </span>
      )}
      {note !== '' && <span className="key-stage__note">“{note}”</span>}
      {tellings(messages).map(({ key, names }) => (
        <span key={key} className="key-stage__told">
          <IconMail size={13} stroke={1.75} aria-hidden /> {t(key, { names })}
        </span>
      ))}
      {state === 'pending' && next && stage.expectedOn !== null && (
        <span>
          {t('expected')} <Day day={stage.expectedOn} />
        </span>
      )}
      {state === 'pending' && next && unsaid.length > 0 && (
        <span className="key-stage__told">
          <IconMail size={13} stroke={1.75} aria-hidden />{' '}
          {t('willTell', { who: unsaid.map((audience) => t(`audience_${audience}`)).join(', ') })}
        </span>
      )}
      {state === 'pending' && next && mapsTo !== null && <span>{t('movesMatter', { stage: mapsTo })}</span>}
    </p>
  );
}
