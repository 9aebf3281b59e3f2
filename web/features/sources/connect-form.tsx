import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/PasswordInput.layer.css';
import { Button, PasswordInput, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { accessOf, type FieldName, type KindForm, missingFields, numbersIn, type Typed } from './kinds.ts';
import type { Created } from './new-source.tsx';

/** Name, access and own numbers of a new phone system. */
export function ConnectForm(props: {
  form: KindForm;
  onCreated: (created: Created) => void;
  onOther: () => void;
}): ReactNode {
  const { t } = useTranslation('sources');
  const client = useQueryClient();
  const { form } = props;
  const [name, setName] = useState(
    form.kind === 'generic' || form.kind === 'csv' ? '' : t(`kind_${form.kind}`),
  );
  const [typed, setTyped] = useState<Typed>({});
  const [numbers, setNumbers] = useState('');
  const [missing, setMissing] = useState<readonly (FieldName | 'name')[]>([]);
  const create = useMutation({
    mutationFn: () =>
      api('POST /api/v1/sources', {
        body: { kind: form.kind, name: name.trim(), ownNumbers: numbersIn(numbers), ...accessOf(typed) },
      }),
    onSuccess: (created) => {
      void client.invalidateQueries({ queryKey: ['sources'] });
      props.onCreated({ ...created, name: name.trim() });
    },
  });
  const refused = create.error instanceof ApiProblem ? create.error.fieldErrors : {};

  function submit(event: FormEvent): void {
    event.preventDefault();
    const empty = [...(name.trim() === '' ? (['name'] as const) : []), ...missingFields(form, typed)];
    setMissing(empty);
    if (empty.length === 0) create.mutate();
  }
  const errorOf = (field: FieldName | 'name') => (missing.includes(field) ? t('required') : undefined);
  return (
    <div className="connect">
      <form className="connect__form" onSubmit={submit} autoComplete="off">
        <TextInput
          label={t('name')}
          description={t('nameAbout')}
          value={name}
          error={errorOf('name') ?? refused.name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <AccessFields form={form} typed={typed} onType={setTyped} errorOf={errorOf} refused={refused} />
        <NumbersField value={numbers} onChange={setNumbers} refused={refused} />
        {create.isError && <ProblemAlert error={create.error} dense />}
        <div className="connect__buttons">
          <Button type="submit" disabled={create.isPending}>
            {t(create.isPending ? 'connecting' : 'connect')}
          </Button>
          <Button variant="subtle" onClick={props.onOther}>
            {t('chooseOther')}
          </Button>
        </div>
      </form>
      <aside className="connect__where" aria-label={t('where')}>
        <h2 className="connect__where-title">{t('where')}</h2>
        <ol>
          {form.before.map((step) => (
            <li key={step}>{t(step)}</li>
          ))}
        </ol>
        {form.kind === 'generic' && <Link to={paths.anySystem}>{t('anyLink')}</Link>}
      </aside>
    </div>
  );
}

export function AccessFields(props: {
  form: KindForm;
  typed: Typed;
  onType: (typed: Typed) => void;
  errorOf: (field: FieldName) => string | undefined;
  refused: Readonly<Record<string, string>>;
}): ReactNode {
  const { t } = useTranslation('sources');
  const { typed } = props;
  return props.form.fields.map(({ name, secret }) => {
    const Field = secret ? PasswordInput : TextInput;
    return (
      <Field
        key={name}
        label={t(`field_${name}`)}
        {...(name === 'apiUrl' && { description: t('apiUrlAbout'), placeholder: 'https://' })}
        value={typed[name] ?? ''}
        error={props.errorOf(name) ?? props.refused[`credentials.${name}`]}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => props.onType({ ...typed, [name]: event.currentTarget.value })}
      />
    );
  });
}

export function NumbersField(props: {
  value: string;
  onChange: (text: string) => void;
  refused: Readonly<Record<string, string>>;
}): ReactNode {
  const { t } = useTranslation('sources');
  const bad = Object.entries(props.refused).find(([field]) => field.startsWith('ownNumbers'));
  return (
    <Textarea
      label={t('numbers')}
      description={t('numbersAbout')}
      rows={3}
      value={props.value}
      error={bad?.[1]}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}
