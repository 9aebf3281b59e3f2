import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { PhoneNumber } from '../../ui/phone-number.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StateBadge } from '../../ui/state-badge.tsx';
import { showDone } from '../../ui/toasts.tsx';
import { atFields, focusFirstError } from '../settings/field-errors.ts';
import { PressTwice } from '../settings/press-twice.tsx';
import { SettingsBlock } from '../settings/settings-page.tsx';
import { type TextLine, type TextSettings, useReadAgain, useTextAct } from './queries.ts';

const kinds = ['long_code', 'mobile', 'toll_free', 'short_code'] as const;

/** The firm's numbers: from these it texts, and on these it is answered. */
export function Lines({ settings }: { settings: TextSettings }): ReactNode {
  const { t } = useTranslation('texts');
  const [adding, setAdding] = useState(false);
  return (
    <SettingsBlock title={t('lines')} about={t('linesAbout')}>
      {settings.lines.length === 0 && <p className="quiet">{t('noLines')}</p>}
      {settings.lines.length > 0 && (
        <ul className="texts__rows" aria-label={t('lines')}>
          {settings.lines.map((line) => (
            <Line key={line.id} line={line} />
          ))}
        </ul>
      )}
      {adding || settings.lines.length === 0 ? (
        <AddLine onDone={() => setAdding(false)} />
      ) : (
        <div className="settings-actions">
          <Button variant="default" onClick={() => setAdding(true)}>
            {t('addLine')}
          </Button>
        </div>
      )}
    </SettingsBlock>
  );
}

function Line({ line }: { line: TextLine }): ReactNode {
  const { t } = useTranslation('texts');
  const act = useTextAct();
  const params = { id: line.id };
  return (
    <li className="texts__row texts__row--line">
      <span className="texts__number">
        <PhoneNumber number={line.number} />
        {line.isDefault && <StateBadge state="logged">{t('defaultLine')}</StateBadge>}
        {line.usRegistered && <StateBadge state="logged">{t('usRegisteredShort')}</StateBadge>}
      </span>
      <span className="quiet">
        {[line.label, t(`kind_${line.kind}`)].filter((part) => part !== '').join(' · ')}
      </span>
      <div className="texts__buttons">
        {!line.isDefault && (
          <Button
            size="xs"
            variant="default"
            aria-label={`${t('makeDefault')}: ${line.number}`}
            onClick={() =>
              void act(() =>
                api('PATCH /api/v1/text-lines/:id', {
                  params,
                  body: { isDefault: true, version: line.version },
                }),
              )
            }
          >
            {t('makeDefault')}
          </Button>
        )}
        <PressTwice
          label={t('removeLine')}
          again={t('removeLineAgain')}
          about={line.number}
          onPress={() => void act(() => api('DELETE /api/v1/text-lines/:id', { params }))}
        />
      </div>
    </li>
  );
}

function AddLine({ onDone }: { onDone: () => void }): ReactNode {
  const { t } = useTranslation('texts');
  const readAgain = useReadAgain();
  const [problem, setProblem] = useState<unknown>();
  const initialValues: {
    number: string;
    label: string;
    kind: string;
    usRegistered: boolean;
    serviceId: string;
  } = {
    number: '',
    label: '',
    kind: 'long_code',
    usRegistered: false,
    serviceId: '',
  };
  const form = useForm({ initialValues });
  async function submit({ kind, ...values }: typeof initialValues): Promise<void> {
    setProblem(undefined);
    try {
      await api('POST /api/v1/text-lines', {
        body: {
          number: values.number.replaceAll(/[\s()-]/g, ''),
          label: values.label.trim(),
          kind: kinds.find((one) => one === kind) ?? 'long_code',
          usRegistered: values.usRegistered,
          serviceId: values.serviceId.trim() === '' ? null : values.serviceId.trim(),
        },
      });
      showDone(t('lineAdded'));
      form.reset();
      await readAgain();
      onDone();
    } catch (error) {
      if (!atFields(error, form)) setProblem(error);
    }
  }
  return (
    <form
      className="texts__fields"
      noValidate
      autoComplete="off"
      onSubmit={form.onSubmit((values) => void submit(values), focusFirstError)}
    >
      <TextInput
        label={t('number')}
        description={t('numberAbout')}
        type="tel"
        {...form.getInputProps('number')}
      />
      <TextInput label={t('lineLabel')} description={t('lineLabelAbout')} {...form.getInputProps('label')} />
      <NativeSelect
        label={t('lineKind')}
        data={kinds.map((kind) => ({ value: kind, label: t(`kind_${kind}`) }))}
        {...form.getInputProps('kind')}
      />
      <Switch
        label={t('usRegistered')}
        description={t('usRegisteredAbout')}
        {...form.getInputProps('usRegistered', { type: 'checkbox' })}
      />
      <TextInput
        label={t('serviceId')}
        description={t('serviceIdAbout')}
        placeholder="MG…"
        {...form.getInputProps('serviceId')}
      />
      {problem !== undefined && <ProblemAlert error={problem} dense />}
      <div className="settings-actions">
        <Button type="submit">{t('addLine')}</Button>
      </div>
    </form>
  );
}
