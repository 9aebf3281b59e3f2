import '@mantine/core/styles/Input.layer.css';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import './hand-over.css';
import { EndHoldDialog, HoldDialog } from './hold-dialogs.tsx';
import { type Hold, holdsQuery, type Of } from './queries.ts';

/** Whether something is on hold, by whom and why. */
export function HoldCard({ of }: { of: Of }): ReactNode {
  const { t } = useTranslation('hand-over');
  const { data } = useQuery(holdsQuery(of));
  const [asking, setAsking] = useState(false);
  if (!data) return null;
  const [hold] = data.items;
  return (
    <div className="keeping">
      {hold ? (
        <Held hold={hold} />
      ) : (
        <>
          <p className="quiet">{t('notHeld')}</p>
          <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
            {t('hold')}
          </Button>
        </>
      )}
      {asking && <HoldDialog of={of} onClose={() => setAsking(false)} />}
    </div>
  );
}

function Held({ hold }: { hold: Hold }): ReactNode {
  const { t } = useTranslation('hand-over');
  const { staff } = useMe();
  const { locale, timeZone } = useFirmFormat();
  const [ending, setEnding] = useState(false);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }).format(new Date(hold.setAt));
  return (
    <>
      <p className="keeping__reason">{hold.reason}</p>
      <p className="quiet">{t('heldBy', { name: hold.setBy, day })}</p>
      {staff.role !== 'member' && (
        <Button size="compact-sm" variant="default" onClick={() => setEnding(true)}>
          {t('endHold')}
        </Button>
      )}
      {ending && <EndHoldDialog hold={hold} onClose={() => setEnding(false)} />}
    </>
  );
}
