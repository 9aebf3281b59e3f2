import { Button, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { AccountCare, accountKey } from './account-care.tsx';
import { fieldId } from './sheet-field.tsx';
import type { SheetField } from './sheet-query.ts';
import { useSheet } from './use-sheet.ts';

const nothing = { holder: '', sortCode: '', accountNumber: '' };

/** The client's account: written whole, kept sealed; a change of it waits for a second person. */
export function AccountField({ field, matterId }: { field: SheetField; matterId: string }): ReactNode {
  const { t } = useTranslation('completion');
  const sheet = useSheet();
  const client = useQueryClient();
  const place = { id: matterId, field: field.key };
  const [written, setWritten] = useState<typeof nothing | null>(null);
  const [problem, setProblem] = useState<unknown>();
  async function save(value: typeof nothing | null): Promise<void> {
    setProblem(undefined);
    try {
      await sheet.change({ [field.key]: { value, version: field.version } });
      setWritten(null);
      await client.invalidateQueries({ queryKey: accountKey(place) });
    } catch (error) {
      setProblem(error);
    }
  }
  const words = problem instanceof ApiProblem ? problem.fieldErrors[field.key] : undefined;
  return (
    <div className="sheet-account" id={fieldId(field.key)}>
      <p className="sheet-account__label">{field.label}</p>
      <p className="sheet-account__line">
        <IconLock size={16} stroke={1.75} aria-hidden />
        <span className="figures">{field.masked ?? t('noAccount')}</span>
        {written === null && (
          <Button size="compact-sm" variant="default" onClick={() => setWritten(nothing)}>
            {t(field.masked === null ? 'addAccount' : 'replaceAccount')}
          </Button>
        )}
        {written === null && field.masked !== null && (
          <Button size="compact-sm" variant="subtle" onClick={() => void save(null)}>
            {t('remove')}
          </Button>
        )}
      </p>
      {field.hint !== null && <p className="sheet-field__hint">{field.hint}</p>}
      {written === null && <AccountCare place={place} />}
      {written !== null && (
        <AccountForm
          written={written}
          onWrite={setWritten}
          onSave={() => void save(written)}
          onCancel={() => {
            setWritten(null);
            setProblem(undefined);
          }}
        />
      )}
      {words !== undefined && (
        <p className="sheet-account__problem" role="alert">
          {words}
        </p>
      )}
      {problem !== undefined && words === undefined && <ProblemAlert error={problem} dense />}
    </div>
  );
}

function AccountForm(props: {
  written: typeof nothing;
  onWrite: (written: typeof nothing) => void;
  onSave: () => void;
  onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation('completion');
  const { written, onWrite } = props;
  const labels = {
    holder: t('holder'),
    sortCode: t('sortCode'),
    accountNumber: t('accountNumber'),
  };
  function submit(event: FormEvent): void {
    event.preventDefault();
    props.onSave();
  }
  return (
    <form className="sheet-account__form" onSubmit={submit} autoComplete="off">
      {(['holder', 'sortCode', 'accountNumber'] as const).map((name, at) => (
        <TextInput
          key={name}
          label={labels[name]}
          autoFocus={at === 0}
          autoComplete="off"
          inputMode={name === 'holder' ? 'text' : 'numeric'}
          maxLength={120}
          value={written[name]}
          onChange={(event) => onWrite({ ...written, [name]: event.currentTarget.value })}
        />
      ))}
      <p className="sheet-account__care">{t('accountCare')}</p>
      <div className="sheet-account__ways">
        <Button type="submit" size="xs">
          {t('save')}
        </Button>
        <Button size="xs" variant="subtle" onClick={props.onCancel}>
          {t('cancel')}
        </Button>
      </div>
    </form>
  );
}
