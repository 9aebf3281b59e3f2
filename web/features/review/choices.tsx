import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../ui/keyboard.ts';
import { type Interaction, type InteractionDetail, leadEntry } from '../activity/interaction.ts';
import { mattersFirst } from '../activity/matter-choices.ts';
import type { Refile } from '../activity/use-actions.tsx';

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

type Candidate = InteractionDetail['candidates'][number];

/** The matters that fit, each under its number; and any other. */
export function Choices(props: {
  interaction: Interaction;
  detail: InteractionDetail | undefined;
  onChoose: (choice: Refile) => void;
  onOther: () => void;
}): ReactNode {
  const { t } = useTranslation('review');
  const entry = leadEntry(props.interaction);
  // Not what the decision had found: a figure pressed early must not choose from an old list.
  const candidates: readonly Candidate[] = mattersFirst(props.detail?.candidates ?? []);
  const several = new Set(candidates.map(({ contactId }) => contactId)).size > 1;

  function choose(candidate: Candidate | undefined): void {
    if (!candidate) return;
    props.onChoose({
      ...(candidate.matterId !== null && { matterId: candidate.matterId }),
      ...((several || candidate.matterId === null) && { contactId: candidate.contactId }),
      ...(entry && { revision: entry.revision }),
    });
  }
  useShortcuts(
    digits.map((digit, index) => ({
      keys: digit,
      label: t('chooseByNumber'),
      run: () => choose(candidates[index]),
    })),
  );
  return (
    <ul className="choices">
      {candidates.map((candidate, index) => (
        <li key={`${candidate.contactId} ${candidate.matterId}`}>
          <button type="button" className="choice" onClick={() => choose(candidate)}>
            <kbd className="choice-key">{index < 9 ? index + 1 : ''}</kbd>
            <span className="choice__words">
              <span className="choice__title">{candidate.matterTitle ?? candidate.contactName}</span>
              <span className="choice__hint">
                {[
                  candidate.matterNumber ?? t('noMatter'),
                  several && candidate.matterTitle !== null ? candidate.contactName : null,
                  candidate.hint,
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
            </span>
          </button>
        </li>
      ))}
      <li>
        <button type="button" className="choice choice--other" onClick={props.onOther}>
          <kbd className="choice-key">m</kbd>
          <span className="choice__words">{t(candidates.length > 0 ? 'otherMatter' : 'chooseMatter')}</span>
        </button>
      </li>
    </ul>
  );
}
