import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/CloseButton.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/Paper.layer.css';
import { Button, Checkbox, Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { loadWords } from '../../i18n/i18n.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type InteractionDetail, leadEntry } from './interaction.ts';
import { activeChoice, type MatterChoice, matterChoices } from './matter-choices.ts';
import './move-dialog.css';
import type { Refile } from './use-actions.tsx';

const NewMatter = lazy(async () => {
  const [module] = await Promise.all([
    import('../matters/matter-form.tsx'),
    loadWords(['matters', 'contacts']),
  ]);
  return { default: module.NewMatter };
});

const typingMs = 150;

/**
 * Picks the matter: the likely ones first, with a number to press, then whatever the words find. Digits choose only
 * while nothing is typed, so that a matter's number can be searched for by typing any other sign first or pasting it.
 */
export function MoveDialog(props: {
  interaction?: InteractionDetail;
  onClose: () => void;
  onChoose: (choice: Refile, title: string) => void;
}): ReactNode {
  const { t } = useTranslation(['activity', 'ui']);
  const { interaction } = props;
  const entry = interaction && leadEntry(interaction);
  const [text, setText] = useState('');
  const [arrowed, setArrowed] = useState<string | null>(null);
  const [always, setAlways] = useState(false);
  const [opening, setOpening] = useState(false);
  const found = useMatters(text);
  const choices = matterChoices(text, interaction?.candidates ?? [], found.data?.items ?? []);
  const active = activeChoice(choices, { arrowed, typed: text.trim() !== '', settled: found.settled });
  const contactName = interaction?.externalParty.contactName ?? null;

  function choose(choice: Pick<MatterChoice, 'matterId' | 'contactId' | 'title'> | undefined): void {
    if (!choice || choice.matterId === entry?.matterId) return;
    props.onChoose(
      {
        matterId: choice.matterId,
        ...(choice.contactId !== undefined && { contactId: choice.contactId }),
        ...(always && { always: true }),
        ...(entry && { revision: entry.revision }),
      },
      choice.title,
    );
  }
  const arrowTo = (index: number) => setArrowed(choices[index]?.matterId ?? null);
  function onKeyDown(event: KeyboardEvent): void {
    const digit = text === '' && /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    if (event.key === 'ArrowDown') arrowTo(Math.min(active + 1, choices.length - 1));
    else if (event.key === 'ArrowUp') arrowTo(Math.max(active - 1, 0));
    else if (event.key === 'Enter') choose(choices[active]);
    else if (digit > 0 && choices[digit - 1]?.likely) choose(choices[digit - 1]);
    else return;
    event.preventDefault();
  }
  if (opening)
    return (
      <Suspense>
        <NewMatter
          of={callerOf(interaction)}
          onClose={() => setOpening(false)}
          onMade={(matterId, title) => choose({ matterId, title })}
        />
      </Suspense>
    );
  // A practice system's matters are opened there.
  const openNew = (entry?.destinationName ?? null) === null && (
    <Button variant="default" size="xs" className="move-dialog__new" onClick={() => setOpening(true)}>
      {t('moveNew')}
    </Button>
  );
  const likely = choices.some((choice) => choice.likely);
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t('moveTitle')}
      size={560}
      closeButtonProps={{ 'aria-label': t('ui:dismiss') }}
    >
      <div className="move-dialog">
        <MatterSearch
          text={text}
          onText={(next) => {
            setText(next);
            setArrowed(null);
          }}
          onKeyDown={onKeyDown}
          choices={choices}
          active={active}
          current={entry?.matterId ?? null}
          onChoose={choose}
        />
        {found.isError && <ProblemAlert error={found.error} onRetry={() => void found.refetch()} dense />}
        {found.settled && choices.length === 0 && (
          <div className="move-dialog__nothing">
            <p>{t(text.trim() === '' ? 'moveNone' : 'moveNothing')}</p>
            {openNew}
          </div>
        )}
        {choices.length > 0 && openNew}
        <div className="move-dialog__foot">
          {contactName !== null && (
            <Checkbox
              checked={always}
              onChange={(event) => setAlways(event.currentTarget.checked)}
              label={t('moveAlways', { name: contactName })}
            />
          )}
          <span className="move-dialog__hint">{t(likely ? 'moveHintNumbers' : 'moveHint')}</span>
        </div>
      </div>
    </Modal>
  );
}

/** The contact who called, as the client of a matter that is opened for the call. */
function callerOf(interaction: InteractionDetail | undefined) {
  const { contactId, contactName } = interaction?.externalParty ?? { contactId: null, contactName: null };
  return contactId === null ? null : { value: contactId, label: contactName ?? '' };
}

function useMatters(text: string) {
  const [q] = useDebouncedValue(text.trim(), typingMs);
  const query = useQuery({
    queryKey: ['matters', 'picker', q],
    queryFn: ({ signal }) =>
      api('GET /api/v1/matters', {
        query: { limit: 20, ...(q === '' ? { status: 'open' as const } : { q }) },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  // Until the answer to these very words is here, the list shows what fitted the words before.
  return { ...query, settled: q === text.trim() && query.isSuccess && !query.isPlaceholderData };
}

/** The field and its list, as one combobox. */
function MatterSearch(props: {
  text: string;
  onText: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  choices: readonly MatterChoice[];
  active: number;
  current: string | null;
  onChoose: (choice: MatterChoice) => void;
}): ReactNode {
  const { t } = useTranslation('activity');
  const id = useId();
  const { choices, active, text } = props;
  return (
    <>
      <label className="move-dialog__search">
        <IconSearch size={16} stroke={1.75} aria-hidden />
        <input
          data-autofocus
          type="search"
          role="combobox"
          aria-expanded
          aria-autocomplete="list"
          aria-controls={id}
          aria-activedescendant={choices[active] && `${id}-${active}`}
          aria-label={t('moveSearch')}
          placeholder={t('moveSearch')}
          value={text}
          onChange={(event) => props.onText(event.currentTarget.value)}
          onKeyDown={props.onKeyDown}
        />
      </label>
      <div className="move-dialog__list" role="listbox" id={id} aria-label={t('moveTitle')}>
        {choices.map((choice, index) => {
          const before = choices[index - 1];
          const heading = choice.likely ? 'moveCandidates' : text === '' ? 'moveOthers' : 'moveFound';
          return (
            <div key={choice.matterId} role="presentation">
              {(before === undefined || before.likely !== choice.likely) && (
                <p className="move-dialog__heading" role="presentation">
                  {t(heading)}
                </p>
              )}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys of all options */}
              {/* biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active option */}
              <div
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === active}
                aria-disabled={choice.matterId === props.current}
                className="move-dialog__choice"
                onClick={() => props.onChoose(choice)}
              >
                <Choice choice={choice} number={choice.likely && text === '' ? index + 1 : undefined} />
                {choice.matterId === props.current && <span className="quiet">{t('moveCurrent')}</span>}
              </div>
            </div>
          );
        })}
      </div>
    </>
  );
}

function Choice({ choice, number }: { choice: MatterChoice; number: number | undefined }): ReactNode {
  const { t } = useTranslation('activity');
  return (
    <>
      {number !== undefined && number < 10 && <kbd className="choice-key">{number}</kbd>}
      <span className="move-dialog__words">
        <span className="move-dialog__title">{choice.title}</span>
        <span className="move-dialog__hint">
          {[choice.number, choice.detail, choice.closed ? t('moveClosed') : '']
            .filter((part) => part !== '')
            .join(' · ')}
        </span>
      </span>
    </>
  );
}
