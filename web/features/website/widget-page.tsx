import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import { paths } from '../../paths.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { ProgressLine } from '../../ui/progress-line.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { LeaveQuestion } from '../fee-scales/leave-question.tsx';
import { focusFirstError } from '../settings/field-errors.ts';
import { PressTwice } from '../settings/press-twice.tsx';
import { SettingsPage } from '../settings/settings-page.tsx';
import { FormFields } from './form-fields.tsx';
import { PriceFields } from './price-fields.tsx';
import { everyWidgetKey, widgetQuery } from './queries.ts';
import { faultsOf, type Patch, patchOf, type Typed, typedOf, type Widget } from './typed.ts';
import './website.css';
import { Requests, WidgetState } from './website-page.tsx';
import { Missing, ShowIt } from './widget-parts.tsx';

/** One form: what it asks, where it stands, what it says; and the price page of the same fee scale. */
export function WidgetPage(): ReactNode {
  const { t } = useTranslation('website');
  const { id = '' }: { id?: string } = useParams({ strict: false });
  const { data, error, refetch } = useQuery(widgetQuery(id));
  if (data) return <OpenWidget key={data.id} widget={data} />;
  return (
    <SettingsPage title={t('title')} roles={['owner', 'administrator']}>
      {error ? (
        <ProblemAlert error={error} onRetry={() => void refetch()} />
      ) : (
        <ProgressLine label={t('title')} />
      )}
    </SettingsPage>
  );
}

function useSaving({ id }: Widget) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Patch) => api('PATCH /api/v1/widgets/:id', { params: { id }, body }),
    onSuccess: (after) => {
      client.setQueryData(widgetQuery(id).queryKey, after);
      void client.invalidateQueries({ queryKey: everyWidgetKey });
    },
  });
}

function OpenWidget({ widget }: { widget: Widget }): ReactNode {
  const { t } = useTranslation('website');
  /** As it was when the typing began; null: nothing is typed. */
  const [draft, setDraft] = useState<{ typed: Typed; version: number } | null>(null);
  const [tried, setTried] = useState(false);
  const saving = useSaving(widget);
  const typed = draft?.typed ?? typedOf(widget);
  const refused = saving.error instanceof ApiProblem ? saving.error.fieldErrors : {};
  function type(change: Partial<Typed>): void {
    setDraft({ typed: { ...typed, ...change }, version: draft?.version ?? widget.version });
    // What was refused is being mended.
    if (saving.isError) saving.reset();
  }
  async function save(): Promise<boolean> {
    setTried(true);
    if (Object.keys(faultsOf(typed)).length > 0) {
      focusFirstError();
      return false;
    }
    const { published } = widget.prices;
    const body = patchOf(typed, { version: draft?.version ?? widget.version, published });
    try {
      await saving.mutateAsync(body);
    } catch {
      focusFirstError();
      return false;
    }
    setDraft(null);
    showDone(t('saved'));
    return true;
  }
  const parts = { typed, onType: type, faults: tried ? faultsOf(typed) : {}, refused };
  return (
    <SettingsPage
      title={widget.name}
      under={[{ to: paths.website, label: t('title') }]}
      roles={['owner', 'administrator']}
      subtitle={
        <span className="website-head">
          <WidgetState widget={widget} />
          <Requests widget={widget} />
        </span>
      }
      actions={<Switch widget={widget} waiting={draft !== null} />}
    >
      <Missing widget={widget} />
      <ShowIt widget={widget} />
      <form
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <FormFields {...parts} />
        <PriceFields {...parts} widget={widget} />
        {saving.isError && Object.keys(refused).length === 0 && <ProblemAlert error={saving.error} dense />}
        <div className="website-buttons website-save">
          <Button type="submit" loading={saving.isPending}>
            {t('save')}
          </Button>
          <Remove widget={widget} onGone={() => setDraft(null)} />
        </div>
      </form>
      <LeaveQuestion dirty={draft !== null} save={save} />
    </SettingsPage>
  );
}

/** On or off by itself, so that nobody switches on what they only wanted to save. */
function Switch({ widget, waiting }: { widget: Widget; waiting: boolean }): ReactNode {
  const { t } = useTranslation('website');
  const saving = useSaving(widget);
  const { active } = widget;
  return (
    <Button
      variant={active ? 'default' : 'filled'}
      loading={saving.isPending}
      disabled={waiting}
      onClick={() =>
        saving.mutate(
          { active: !active },
          {
            onSuccess: () => showDone(t(active ? 'switchedOff' : 'switchedOn')),
            onError: (error) => showProblem(error),
          },
        )
      }
    >
      {t(active ? 'switchOff' : 'switchOn')}
    </Button>
  );
}

function Remove({ widget, onGone }: { widget: Widget; onGone: () => void }): ReactNode {
  const { t } = useTranslation('website');
  const client = useQueryClient();
  const navigate = useNavigate();
  const removing = useMutation({
    mutationFn: () => api('DELETE /api/v1/widgets/:id', { params: { id: widget.id } }),
    onSuccess: async () => {
      onGone();
      showDone(t('removed'));
      await navigate({ to: paths.website });
      client.removeQueries({ queryKey: widgetQuery(widget.id).queryKey });
      await client.invalidateQueries({ queryKey: everyWidgetKey });
    },
    onError: (error) => showProblem(error),
  });
  return (
    <PressTwice
      label={t('remove')}
      again={t('removeAgain')}
      about={widget.name}
      busy={removing.isPending}
      onPress={() => removing.mutate()}
    />
  );
}
