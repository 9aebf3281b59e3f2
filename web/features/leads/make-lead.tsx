import { Button } from '@mantine/core';
import { IconFileInvoice } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InteractionDetail } from '../activity/interaction.ts';

const NewLead = lazy(() => import('./lead-form.tsx').then((module) => ({ default: module.NewLead })));

/** Makes an enquiry of a call or text: its caller, and the call itself beside it. */
export function MakeLead({ interaction }: { interaction: InteractionDetail }): ReactNode {
  const { t } = useTranslation('leads');
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const { contactId, display, number, name } = interaction.externalParty;
  return (
    <>
      <div>
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconFileInvoice size={16} stroke={1.75} aria-hidden />}
          onClick={() => setOpen(true)}
        >
          {t('makeLead')}
        </Button>
      </div>
      <Suspense>
        {open && (
          <NewLead
            from={{
              interactionId: interaction.id,
              phone: number ?? '',
              name: name ?? '',
              contact: contactId === null ? null : { value: contactId, label: display },
            }}
            onClose={() => setOpen(false)}
            onMade={(id) => void navigate({ to: `/leads/${id}` })}
          />
        )}
      </Suspense>
    </>
  );
}
