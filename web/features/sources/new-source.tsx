import { IconChevronRight, IconFileSpreadsheet, IconPhone, IconPlugConnected } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/contract.ts';
import { paths } from '../../paths.ts';
import { useSearchState } from '../../ui/search-state.ts';
import { SettingsPage } from '../settings/settings-page.tsx';
import { ConnectForm } from './connect-form.tsx';
import { ConnectedSource } from './connected-source.tsx';
import { formOf, kindForms } from './kinds.ts';
import './new-source.css';
import type { SourceKind } from './source.ts';

export type Created = Answer<'POST /api/v1/sources'> & { name: string };

/** Connecting in three steps: which one, its access, what is left to do. The first step is in the address. */
export function NewSourcePage(): ReactNode {
  const { t } = useTranslation('sources');
  const [search, setSearch] = useSearchState();
  const [created, setCreated] = useState<Created>();
  const form = formOf(search.kind);
  const sources = { to: paths.sources, label: t('title') };
  const title = form ? t(`kind_${form.kind}`) : t('newTitle');
  return (
    <SettingsPage
      title={created ? t('doneTitle', { name: created.name }) : title}
      under={form ? [sources, { to: paths.newSource, label: t('addMore') }] : [sources]}
      roles={['owner', 'administrator']}
    >
      {created && form ? (
        <ConnectedSource created={created} form={form} />
      ) : form ? (
        <ConnectForm
          form={form}
          onCreated={setCreated}
          onOther={() => setSearch({ kind: undefined }, { push: true })}
        />
      ) : (
        <Kinds onChoose={(kind) => setSearch({ kind }, { push: true })} />
      )}
    </SettingsPage>
  );
}

function Kinds({ onChoose }: { onChoose: (kind: SourceKind) => void }): ReactNode {
  const { t } = useTranslation('sources');
  return (
    <>
      <h2 className="new-source__question">{t('chooseKind')}</h2>
      <ul className="new-source__kinds">
        {kindForms.map(({ kind }) => {
          const Icon =
            kind === 'csv' ? IconFileSpreadsheet : kind === 'generic' ? IconPlugConnected : IconPhone;
          return (
            <li key={kind}>
              <button type="button" className="new-source__kind" onClick={() => onChoose(kind)}>
                <Icon size={20} stroke={1.5} aria-hidden />
                <span className="new-source__words">
                  <span className="new-source__name">{t(`kind_${kind}`)}</span>
                  <span className="quiet">{t(`about_${kind}`)}</span>
                </span>
                <IconChevronRight size={18} stroke={1.75} aria-hidden />
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
