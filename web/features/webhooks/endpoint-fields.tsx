import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { Checkbox, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type EventType, eventTypes } from './endpoint.ts';

export interface Typed {
  url: string;
  description: string;
  events: readonly EventType[];
}

/** What can be said about an endpoint, new or old. `tried`: what is missing is said. */
export function EndpointFields(props: {
  typed: Typed;
  onType: (typed: Typed) => void;
  tried: boolean;
  refused: Readonly<Record<string, string>>;
}): ReactNode {
  const { t } = useTranslation('webhooks');
  const { typed, onType, tried, refused } = props;
  const missing = tried && typed.url.trim() === '';
  return (
    <>
      <TextInput
        data-autofocus
        label={t('url')}
        description={t('urlAbout')}
        placeholder="https://example.com/webhooks/matterline"
        type="url"
        value={typed.url}
        error={missing ? t('required') : refused.url}
        onChange={({ currentTarget }) => onType({ ...typed, url: currentTarget.value })}
      />
      <TextInput
        label={t('description')}
        placeholder={t('descriptionExample')}
        value={typed.description}
        maxLength={200}
        onChange={({ currentTarget }) => onType({ ...typed, description: currentTarget.value })}
      />
      <fieldset className="webhook-form__events">
        <legend>{t('events')}</legend>
        {eventTypes.map(({ type }) => (
          <Checkbox
            key={type}
            label={t(`event_${type}`)}
            description={type}
            checked={typed.events.includes(type)}
            onChange={({ currentTarget }) =>
              onType({
                ...typed,
                events: currentTarget.checked
                  ? [...typed.events, type]
                  : typed.events.filter((one) => one !== type),
              })
            }
          />
        ))}
        {tried && typed.events.length === 0 && <p className="webhook-form__error">{t('chooseOne')}</p>}
      </fieldset>
    </>
  );
}
