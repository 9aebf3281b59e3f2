import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import { Button, Checkbox, Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { usePlace } from './place.ts';
import { whatIfQuery } from './queries.ts';
import { RedoState } from './redo-state.tsx';
import { redoable, type WhatIf } from './words.ts';

/** Use the options, from now on or also for the past; with what it means in words. */
export function Apply({ run }: { run: WhatIf }): ReactNode {
  const { t } = useTranslation('what-if');
  const [alsoFacts, setAlsoFacts] = useState(false);
  const [asking, setAsking] = useState(false);
  const apply = useApply(run, () => setAsking(false));
  const place = usePlace(run);
  // Words that name the one place, or those of the whole firm.
  const at = place === null ? {} : { place, context: 'there' };
  const { options, facts } = redoable(run.counts);
  const count = options + (alsoFacts ? facts : 0);
  if (run.appliedAt !== null)
    return (
      <section className="what-if__apply" aria-label={t('applyTitle')}>
        <h2 className="what-if__title">{t('applied', at)}</h2>
        {run.redo && <RedoState redo={run.redo} place={place} />}
      </section>
    );
  if (run.outdated) return null;
  return (
    <section className="what-if__apply" aria-label={t('applyTitle')}>
      <h2 className="what-if__title">{t('applyTitle', at)}</h2>
      <div className="what-if__choices">
        <div className="what-if__way">
          <h3>{t('applyFuture')}</h3>
          <p className="quiet">{t('applyFutureAbout', at)}</p>
          <Button
            variant={options + facts > 0 ? 'default' : 'filled'}
            disabled={apply.isPending}
            onClick={() => apply.mutate({ past: false, alsoFacts: false })}
          >
            {t('applyFutureDo')}
          </Button>
        </div>
        {options + facts > 0 && (
          <div className="what-if__way">
            <h3>{t('applyPast')}</h3>
            <p className="quiet">
              {t('applyPastAbout', { count, ...at })} {t('applyPastStay')}
            </p>
            {facts > 0 && (
              <Checkbox
                label={t('alsoFacts', { count: facts })}
                checked={alsoFacts}
                onChange={(event) => setAlsoFacts(event.currentTarget.checked)}
              />
            )}
            <Button disabled={count === 0 || apply.isPending} onClick={() => setAsking(true)}>
              {t('applyPastDo', { count })}
            </Button>
          </div>
        )}
      </div>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t('confirmTitle', { count, ...at })}
        closeButtonProps={{ 'aria-label': t('confirmNot') }}
        centered
      >
        <p>{t('confirmBody', at)}</p>
        <div className="what-if__buttons">
          <Button loading={apply.isPending} onClick={() => apply.mutate({ past: true, alsoFacts })}>
            {t('confirmDo')}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {t('confirmNot')}
          </Button>
        </div>
      </Modal>
    </section>
  );
}

function useApply(run: WhatIf, onDone: () => void) {
  const { t } = useTranslation('what-if');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { past: boolean; alsoFacts: boolean }) =>
      api('POST /api/v1/what-if/:id/apply', { params: { id: run.id }, body }),
    onSuccess: (after) => {
      onDone();
      client.setQueryData(whatIfQuery(run.id).queryKey, after);
      void client.invalidateQueries({ queryKey: ['options'] });
      if (after.redo === null) showDone(t('appliedFuture'));
    },
    onError: (error) => {
      onDone();
      showProblem(error);
      void client.invalidateQueries({ queryKey: whatIfQuery(run.id).queryKey });
    },
  });
}
