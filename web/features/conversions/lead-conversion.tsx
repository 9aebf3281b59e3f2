import '@mantine/core/styles/Button.layer.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConvertDialog } from './convert-dialog.tsx';
import { conversionQuery } from './queries.ts';
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
  if (made)
    return (
      <section className="lead-conversion">
        <Link to="/matters/$id" params={{ id: made.matterId }} className="lead-conversion__matter">
          {t('became', { number: made.matterNumber })} · {made.matterTitle}
        </Link>
        <details>
          <summary>{t('steps')}</summary>
          <StepList steps={made.steps} />
        </details>
      </section>
    );
  if (lead.state !== 'instructed') return null;
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('convert')}</Button>
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
