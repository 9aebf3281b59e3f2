import '@mantine/core/styles/Input.layer.css';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import { useMe } from '../../api/session.tsx';
import { useFirmFormat } from '../../ui/firm-format.tsx';
import { showDone, showProblem } from '../../ui/toasts.tsx';
import { exactMoment } from '../../ui/when.ts';
import { endIn } from './audit-words.ts';

type Chain = Answer<'GET /api/v1/audit-log/chain'>;
const queryKey = ['audit-chain'];
const often = ['daily', 'weekly', 'never'] as const;

/** Whether the log is whole, as of the last check, and a button to look again. */
export function AuditChain(): ReactNode {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const [pasted, setPasted] = useState('');
  const noted = endIn(pasted);
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api('GET /api/v1/audit-log/chain', { signal }),
  });
  const check = useMutation({
    mutationFn: () => api('POST /api/v1/audit-log/checks', { body: noted ? { noted } : {} }),
    onSuccess: (found) => client.setQueryData(queryKey, found),
    onError: showProblem,
  });
  if (!data) return null;
  return (
    <div className="audit-chain">
      <div className="audit-chain__state" role="status" data-whole={data.whole ?? undefined}>
        {data.whole === false ? (
          <IconAlertTriangle size={18} stroke={1.75} aria-hidden />
        ) : (
          <IconShieldCheck size={18} stroke={1.75} aria-hidden />
        )}
        <span>
          <Found chain={data} />
        </span>
        <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          {t('auditCheck')}
        </Button>
      </div>
      <details className="audit-chain__more">
        <summary>{t('auditProof')}</summary>
        <p>{t('auditProofAbout')}</p>
        <MailChoice chain={data} />
        <TextInput
          label={t('auditCompare')}
          description={t('auditCompareAbout')}
          value={pasted}
          onChange={({ currentTarget }) => setPasted(currentTarget.value)}
          error={pasted !== '' && !noted ? t('auditCompareWrong') : undefined}
        />
      </details>
    </div>
  );
}

function Found({ chain }: { chain: Chain }): ReactNode {
  const { t } = useTranslation('settings');
  const { locale, timeZone } = useFirmFormat();
  if (chain.checkedAt === null) return t('auditNeverChecked');
  const at = exactMoment(new Date(chain.checkedAt), { locale, timeZone });
  if (chain.broken) {
    const { says, entryId } = chain.broken;
    return (
      <>
        <strong>{t('auditBroken', { at })}</strong> {says}
        {entryId && ` (${entryId})`}
      </>
    );
  }
  return (
    <>
      <strong>{t('auditWhole')}</strong> {t('auditCheckedAt', { at })}
      {' · '}
      {t(chain.compared ? 'auditCompared' : 'auditNotCompared')}
    </>
  );
}

function MailChoice({ chain }: { chain: Chain }): ReactNode {
  const { t } = useTranslation('settings');
  const { staff } = useMe();
  const client = useQueryClient();
  async function choose(mail: Chain['mail']): Promise<void> {
    try {
      client.setQueryData(queryKey, await api('PATCH /api/v1/audit-log/chain', { body: { mail } }));
      showDone(t('auditMailSaved'), () => choose(chain.mail));
    } catch (error) {
      showProblem(error);
    }
  }
  return (
    <NativeSelect
      label={t('auditMail')}
      disabled={staff.role !== 'owner'}
      value={chain.mail}
      data={often.map((value) => ({ value, label: t(`auditMail_${value}`) }))}
      onChange={({ currentTarget }) => {
        const mail = often.find((value) => value === currentTarget.value);
        if (mail) void choose(mail);
      }}
    />
  );
}
