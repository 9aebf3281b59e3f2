import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ChoiceSelect } from '../fee-scales/choice-select.tsx';
import { scalesQuery } from '../fee-scales/queries.ts';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { colleaguesQuery } from './queries.ts';
import { type faultsOf, fonts, shows, type Typed, transactions } from './typed.ts';

export interface Parts {
  typed: Typed;
  onType: (change: Partial<Typed>) => void;
  faults: ReturnType<typeof faultsOf>;
  /** By the server's names. */
  refused: Readonly<Record<string, string>>;
}

export function FormFields(parts: Parts): ReactNode {
  return (
    <>
      <Asked {...parts} />
      <Place {...parts} />
      <Words {...parts} />
      <Look {...parts} />
    </>
  );
}

function Asked({ typed, onType, faults, refused }: Parts): ReactNode {
  const { t } = useTranslation('website');
  const { data } = useQuery(scalesQuery);
  return (
    <SettingsBlock title={t('whatTitle')} about={t('whatAbout')}>
      <div className="website-form">
        <TextInput
          label={t('name')}
          description={t('nameAbout')}
          value={typed.name}
          maxLength={100}
          error={faults.name ? t('needName') : refused.name}
          onChange={({ currentTarget }) => onType({ name: currentTarget.value })}
        />
        <fieldset>
          <legend>{t('transactions')}</legend>
          {transactions.map((transaction) => (
            <Checkbox
              key={transaction}
              label={t(`transaction_${transaction}`)}
              checked={typed.transactions.includes(transaction)}
              onChange={({ currentTarget: { checked } }) =>
                onType({
                  transactions: transactions.filter((one) =>
                    one === transaction ? checked : typed.transactions.includes(one),
                  ),
                })
              }
            />
          ))}
          {faults.transactions && (
            <p className="website-error" role="alert">
              {t('needTransaction')}
            </p>
          )}
        </fieldset>
        <NativeSelect
          label={t('feeScale')}
          value={typed.feeScaleId ?? ''}
          error={refused.feeScaleId}
          data={[
            { value: '', label: t('feeScaleDefault') },
            ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget }) => onType({ feeScaleId: currentTarget.value || null })}
        />
        <ChoiceSelect
          label={t('show')}
          value={typed.show}
          options={shows}
          name={(show) => t(`show_${show}`)}
          onChoose={(show) => onType({ show })}
        />
      </div>
    </SettingsBlock>
  );
}

function Place({ typed, onType, refused }: Parts): ReactNode {
  const { t } = useTranslation('website');
  const { data } = useQuery(colleaguesQuery);
  const originsError = Object.entries(refused).find(([field]) => field.startsWith('origins'))?.[1];
  return (
    <SettingsBlock title={t('whereTitle')} about={t('whereAbout')}>
      <div className="website-form">
        <Textarea
          label={t('origins')}
          description={t('originsAbout')}
          placeholder={t('originsExample')}
          autosize
          minRows={2}
          value={typed.origins}
          error={originsError}
          onChange={({ currentTarget }) => onType({ origins: currentTarget.value })}
        />
        <TextInput
          label={t('sourceTag')}
          description={t('sourceTagAbout')}
          value={typed.sourceTag}
          maxLength={100}
          error={refused.sourceTag}
          onChange={({ currentTarget }) => onType({ sourceTag: currentTarget.value })}
        />
        <NativeSelect
          label={t('assignee')}
          value={typed.assigneeId ?? ''}
          error={refused.assigneeId}
          data={[
            { value: '', label: t('assigneeNobody') },
            ...(data?.items ?? []).map(({ id, firstName, lastName }) => ({
              value: id,
              label: `${firstName} ${lastName}`,
            })),
          ]}
          onChange={({ currentTarget }) => onType({ assigneeId: currentTarget.value || null })}
        />
      </div>
    </SettingsBlock>
  );
}

function Words({ typed, onType, refused }: Parts): ReactNode {
  const { t } = useTranslation('website');
  return (
    <SettingsBlock title={t('wordsTitle')} about={t('wordsAbout')}>
      <div className="website-form">
        <Textarea
          label={t('consentText')}
          placeholder={t('consentExample')}
          autosize
          minRows={3}
          maxLength={2000}
          value={typed.consentText}
          error={refused.consentText}
          onChange={({ currentTarget }) => onType({ consentText: currentTarget.value })}
        />
        <TextInput
          label={t('privacyUrl')}
          type="url"
          placeholder="https://www.example.com/privacy"
          value={typed.privacyUrl}
          error={refused.privacyUrl}
          onChange={({ currentTarget }) => onType({ privacyUrl: currentTarget.value })}
        />
        <Textarea
          label={t('thanks')}
          placeholder={t('thanksExample')}
          autosize
          minRows={2}
          maxLength={1000}
          value={typed.thanks}
          error={refused.thanks}
          onChange={({ currentTarget }) => onType({ thanks: currentTarget.value })}
        />
      </div>
    </SettingsBlock>
  );
}

function Look({ typed, onType, refused }: Parts): ReactNode {
  const { t } = useTranslation('website');
  return (
    <SettingsBlock title={t('lookTitle')} about={t('lookAbout')}>
      <div className="website-form">
        <TextInput
          label={t('accent')}
          description={t('accentAbout')}
          value={typed.accent}
          maxLength={7}
          error={refused['look.accent']}
          onChange={({ currentTarget }) => onType({ accent: currentTarget.value })}
        />
        <ChoiceSelect
          label={t('font')}
          value={typed.font}
          options={fonts}
          name={(font) => t(`font_${font}`)}
          onChoose={(font) => onType({ font })}
        />
      </div>
    </SettingsBlock>
  );
}
