import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { KindIcon } from '../../ui/kind-icon.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { type Interaction, kindOf } from '../activity/interaction.ts';
import { EntryReview } from './entry-review.tsx';

/** The next few, so that one knows what is coming. */
export function UpNext(props: {
  interactions: readonly Interaction[];
  onChoose: (id: string) => void;
}): ReactNode {
  const { t } = useTranslation('review');
  if (props.interactions.length === 0) return null;
  return (
    <section className="up-next" aria-label={t('upNext')}>
      <h2 className="up-next__title">{t('upNext')}</h2>
      <ul className="up-next__list">
        {props.interactions.map((interaction) => (
          <li key={interaction.id}>
            <button type="button" className="up-next__row" onClick={() => props.onChoose(interaction.id)}>
              <KindIcon kind={kindOf(interaction)} />
              <span className="up-next__words">
                <span className="up-next__party">{interaction.externalParty.display}</span>
                <span className="up-next__why">
                  <EntryReview interaction={interaction} />
                </span>
              </span>
              <RelativeTime at={interaction.startedAt} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
