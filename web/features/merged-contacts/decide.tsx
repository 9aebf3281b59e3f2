import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Radio.layer.css';
import { Button, Checkbox, NativeSelect, Radio, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { paths } from '../../paths.ts';
import { showDone } from '../../ui/toasts.tsx';
import { useProof } from '../completion/use-proof.tsx';
import { type Fields, useFields } from '../matters/use-fields.ts';
import type { Merged, PortalAccess } from './queries.ts';
import { useBecomingWords } from './reading-words.ts';

const choices = ['unite', 'only_one', 'apart'] as const;
type Choice = (typeof choices)[number];

interface Values extends Record<string, unknown> {
  email: string;
  seen: boolean;
  keepId: string;
  reason: string;
}

/** Nothing is chosen beforehand: each answer changes something that is hard to put right. */
export function Decide({ merged }: { merged: Merged }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const [choice, setChoice] = useState<Choice | ''>('');
  const [busy, setBusy] = useState(false);
  const carryOut = useCarryOut(merged);
  const kept = merged.kept ?? merged.other;
  const alone = merged.kept === null;
  const form = useFields<Values>(
    {
      email: kept.email || merged.other.email,
      seen: false,
      keepId: kept.active ? kept.id : merged.other.id,
      reason: '',
    },
    (values): Record<string, string> => {
      if (choice === 'unite' && !alone && !values.seen) return { seen: t('seenNeeded') };
      if (choice === 'only_one' && values.reason.trim().length < 3) return { reason: t('reasonNeeded') };
      return {};
    },
  );
  const submit = form.onSubmit(async (values) => {
    if (choice === '') return;
    setBusy(true);
    await carryOut.run(choice, values);
    setBusy(false);
  });
  return (
    <form
      className="merged-decide"
      aria-labelledby="merged-decide"
      onSubmit={(event: FormEvent<HTMLFormElement>) => submit(event)}
    >
      <h2 id="merged-decide" className="merged__title">
        {t('decide')}
      </h2>
      <Choices merged={merged} choice={choice} onChoose={setChoice} form={form} />
      {choice !== '' && (
        <Button type="submit" loading={busy} className="merged-decide__do">
          {t(choice === 'unite' && alone ? 'do_uniteAlone' : `do_${choice}`)}
        </Button>
      )}
      {carryOut.dialog}
    </form>
  );
}

function Choices(props: {
  merged: Merged;
  choice: Choice | '';
  onChoose: (choice: Choice | '') => void;
  form: Fields<Values>;
}): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const { merged, choice, onChoose, form } = props;
  const { kept, other, resetOpen } = merged;
  const refusal = refusalOf(merged);
  return (
    <Radio.Group
      aria-labelledby="merged-decide"
      value={choice}
      onChange={(value) => onChoose(choices.find((one) => one === value) ?? '')}
    >
      <div className="merged-decide__choices">
        <Radio
          value="unite"
          disabled={refusal !== null}
          label={t(kept ? 'unite' : 'uniteAlone')}
          description={t(refusal ?? (kept ? 'uniteAbout' : 'uniteAloneAbout'))}
        />
        {choice === 'unite' && kept && <UniteMore merged={merged} kept={kept} form={form} />}
        {kept && (
          <Radio
            value="only_one"
            disabled={resetOpen}
            label={t('only_one')}
            description={t(resetOpen ? 'refused_reset' : 'only_oneAbout')}
          />
        )}
        {choice === 'only_one' && kept && <OnlyOneMore accesses={[kept, other]} form={form} />}
        <Radio value="apart" label={t('apart_choice')} description={t('apartAbout')} />
      </div>
    </Radio.Group>
  );
}

/** Why they cannot become one as it is. */
function refusalOf({ kept, other, resetOpen, conversations }: Merged) {
  if (kept && !kept.active) return 'refused_disabled' as const;
  if (resetOpen) return 'refused_reset' as const;
  if (kept && (kept.number === null) !== (other.number === null)) return 'refused_ways' as const;
  return conversations.some(({ problem }) => problem !== null) ? ('refused_conversation' as const) : null;
}

function useCarryOut(merged: Merged) {
  const { t } = useTranslation('merged-contacts');
  const client = useQueryClient();
  const navigate = useNavigate();
  const proof = useProof();
  const { id, seen } = merged;
  const bodyOf = (choice: Choice, { email, keepId, reason }: Values) => {
    if (choice === 'unite') return { decision: choice, seen, email, confirmed: merged.gains };
    if (choice === 'only_one') return { decision: choice, seen, keepId, reason: reason.trim() };
    return { decision: choice, seen };
  };
  return {
    dialog: proof.dialog,
    run: (choice: Choice, values: Values) =>
      proof.run(async () => {
        try {
          await api('POST /api/v1/merged-contacts/:id/decision', {
            params: { id },
            body: bodyOf(choice, values),
          });
        } catch (error) {
          // What changed meanwhile stands there when they look again.
          await client.invalidateQueries({ queryKey: ['contacts', 'merged'] });
          throw error;
        }
        showDone(t(`done_${choice}`, { name: merged.into.name }));
        await navigate({ to: paths.contactDuplicates, search: { merged: 'open' } });
        await Promise.all([
          client.invalidateQueries({ queryKey: ['contacts'] }),
          client.invalidateQueries({ queryKey: ['portal-users'] }),
          client.invalidateQueries({ queryKey: ['conversations'] }),
        ]);
      }),
  };
}

function UniteMore(props: { merged: Merged; kept: PortalAccess; form: Fields<Values> }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const becoming = useBecomingWords();
  const { merged, kept, form } = props;
  const { other, gains } = merged;
  const [toKept, toOther] = [becoming(gains.kept), becoming(gains.other)];
  return (
    <div className="merged-decide__more">
      <p className="merged-decide__label">{t('gains')}</p>
      <ul>
        {toKept !== null && <li>{t('gainsTo', { name: kept.name, what: toKept })}</li>}
        {toOther !== null && <li>{t('gainsBy', { email: other.number ?? other.email, what: toOther })}</li>}
        {toKept === null && toOther === null && <li>{t('gainsNone')}</li>}
      </ul>
      <p className="quiet">
        {t('signedOut')} {t('stops')}
      </p>
      {kept.email !== '' && other.email !== '' && kept.email.toLowerCase() !== other.email.toLowerCase() && (
        <NativeSelect
          label={t('mailbox')}
          data={[kept.email, other.email]}
          {...form.getInputProps('email')}
        />
      )}
      <p>
        <strong>{t('noUndo')}</strong>
      </p>
      <Checkbox label={t('seenGains')} {...form.getInputProps('seen', { type: 'checkbox' })} />
    </div>
  );
}

function OnlyOneMore(props: { accesses: readonly PortalAccess[]; form: Fields<Values> }): ReactNode {
  const { t } = useTranslation('merged-contacts');
  const active = props.accesses.filter((access) => access.active);
  return (
    <div className="merged-decide__more">
      <NativeSelect
        label={t('goesOn')}
        data={active.map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` }))}
        {...props.form.getInputProps('keepId')}
      />
      <Textarea
        label={t('reason')}
        description={t('reasonAbout')}
        maxLength={1000}
        autosize
        minRows={2}
        {...props.form.getInputProps('reason')}
      />
      <p className="quiet">{t('undoOne')}</p>
    </div>
  );
}
