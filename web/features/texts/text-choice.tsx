import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import { Checkbox, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { formatPhone } from '../../ui/phone-format.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { plannedMoment } from '../../ui/when.ts';
import { type TextCheck, type TextWish, textCheckQuery } from './queries.ts';
import './text-choice.css';

type Choosing = {
  wishes: readonly TextWish[];
  onChange: (wishes: TextWish[]) => void;
};

/** Who outside the firm gets the message as a text, too: what would leave to each, when, and why somebody gets none. */
export function TextChoice({
  conversationId,
  privileged,
  ...choosing
}: Choosing & { conversationId: string; privileged: boolean }): ReactNode {
  const { t } = useTranslation('texts');
  const { data, error, refetch } = useQuery(textCheckQuery(conversationId, privileged));
  const off = data?.items.find(({ refused }) => refused === 'texting_off') !== undefined;
  return (
    <fieldset className="text-choice">
      <legend className="text-choice__title">{t('choiceTitle')}</legend>
      {!data && !error && <ProgressLine label={t('choiceTitle')} />}
      {!data && error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {off && <p className="quiet">{t('choiceOff')}</p>}
      {data?.items.length === 0 && <p className="quiet">{t('choiceNobody')}</p>}
      {data && !off && data.items.length > 0 && (
        <>
          <ul className="text-choice__people">
            {data.items.map((one) => (
              <li key={one.portalUserId}>
                <PersonChoice one={one} {...choosing} />
              </li>
            ))}
          </ul>
          <p className="quiet">{t('choiceAbout')}</p>
        </>
      )}
    </fieldset>
  );
}

function PersonChoice({ one, wishes, onChange }: Choosing & { one: TextCheck }): ReactNode {
  const { t } = useTranslation('texts');
  const { portalUserId, refused, heldUntil, name, number } = one;
  const wish = wishes.find((other) => other.portalUserId === portalUserId);
  const others = wishes.filter((other) => other.portalUserId !== portalUserId);
  return (
    <>
      <Checkbox
        size="xs"
        checked={wish !== undefined && refused === null}
        disabled={refused !== null}
        label={
          <>
            {name} {number !== '' && <PhoneNumber number={number} />}
          </>
        }
        description={<Plan one={one} urgent={(wish?.urgentReason ?? '').trim() !== ''} />}
        onChange={({ currentTarget }) =>
          onChange(currentTarget.checked ? [...others, { portalUserId }] : others)
        }
      />
      {wish && refused === null && heldUntil !== null && (
        <TextInput
          size="xs"
          className="text-choice__urgent"
          label={t('urgent', { name })}
          placeholder={t('urgentPlaceholder')}
          maxLength={300}
          value={wish.urgentReason ?? ''}
          onChange={({ currentTarget }) =>
            onChange([...others, { portalUserId, urgentReason: currentTarget.value }])
          }
        />
      )}
    </>
  );
}

/** What would happen now, in a sentence or two. */
function Plan({ one, urgent }: { one: TextCheck; urgent: boolean }): ReactNode {
  const { t } = useTranslation('texts');
  const zone = useFirmFormat();
  const { refused, detail, heldUntil, linkOnly, oneWay, sender } = one;
  if (refused !== null) return detail;
  const leaves =
    heldUntil === null
      ? t('planNow', { sender: /^\+\d/.test(sender) ? formatPhone(sender, zone.country) : sender })
      : urgent
        ? t('planUrgent')
        : t('planHeld', { when: plannedMoment(new Date(heldUntil), zone) });
  return [leaves, linkOnly && t('planLink'), oneWay && t('planOneWay')].filter(Boolean).join(' ');
}
