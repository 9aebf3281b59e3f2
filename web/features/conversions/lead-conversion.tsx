import '@mantine/core/styles/Button.layer.css';
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { showProblem } from '../../ui/toasts.tsx';
import { ConvertDialog } from './convert-dialog.tsx';
import './conversions.css';
import { type Conversion, conversionQuery } from './queries.ts';
import { StepList } from './step-list.tsx';

interface Lead {
  id: string;
  title: string;
  state: string;
  transaction: string;
  assignee: { id: string } | null;
}

/** What the client is on the matter, by what was quoted. */
const roles: Readonly<Record<string, string>> = {
  sale: 'Seller',
  purchase: 'Buyer',
  sale_and_purchase: 'Seller and buyer',
  remortgage: 'Borrower',
};

/** For a lead that instructed the firm: the way to its matter. Afterwards: the matter, and what was made of the lead. */
export function LeadConversion({ lead }: { lead: Lead }): ReactNode {
  const { t } = useTranslation('conversions');
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const made = useQuery({ ...conversionQuery(lead.id), enabled: lead.state === 'converted' }).data;
  if (made) return <Made made={made} />;
  if (lead.state !== 'instructed') return null;
  return (
    <>
      <div>
        <Button onClick={() => setAsking(true)}>{t('convert')}</Button>
      </div>
      {asking && (
        <ConvertDialog
          lead={{
            id: lead.id,
            title: lead.title,
            assigneeId: lead.assignee?.id ?? null,
            clientRole: roles[lead.transaction] ?? 'Client',
          }}
          onClose={() => setAsking(false)}
          onMade={({ matterId }) => {
            setAsking(false);
            void navigate({ to: '/matters/$id', params: { id: matterId } });
          }}
        />
      )}
    </>
  );
}

/** The matter, and what was made of the lead; what failed there can be tried again. */
function Made({ made }: { made: Conversion }): ReactNode {
  const { t } = useTranslation('conversions');
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => api('POST /api/v1/leads/:leadId/conversion/retry', { params: { leadId: made.leadId } }),
    onSuccess: (after) => client.setQueryData(conversionQuery(made.leadId).queryKey, after),
    onError: showProblem,
  });
  const failed = made.steps.find(({ state }) => state === 'failed');
  const done = made.steps.filter(({ state }) => state === 'done').length;
  return (
    <section className="lead-conversion">
      <Link to="/matters/$id" params={{ id: made.matterId }}>
        {t('became', { number: made.matterNumber })} · {made.matterTitle}
      </Link>
      {made.state === 'sending' && (
        <p role="status">{t('sending', { label: made.keptIn ?? '', done, count: made.steps.length })}</p>
      )}
      {failed && (
        <p role="alert" className="lead-conversion__failed">
          {t('partlySent', { label: made.keptIn ?? '', step: failed.label, detail: failed.detail ?? '' })}{' '}
          <Button size="xs" variant="default" disabled={retry.isPending} onClick={() => retry.mutate()}>
            {t('retry')}
          </Button>
        </p>
      )}
      <details open={made.state !== 'done'}>
        <summary>{t('steps')}</summary>
        <StepList steps={made.steps} />
      </details>
    </section>
  );
}
