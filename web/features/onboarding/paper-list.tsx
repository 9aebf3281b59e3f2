import { IconFileText } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Paper } from './queries.ts';

/** Papers of a task or order: the matter's copy, or where they are. */
export function PaperList(props: {
  papers: readonly Paper[];
  matterId: string | null;
  label: string;
}): ReactNode {
  const { t } = useTranslation('onboarding');
  const { papers, matterId, label } = props;
  if (papers.length === 0) return null;
  return (
    <ul className="onboarding__papers">
      {papers.map(({ id, name, state, documentId, detail }) => (
        <li key={id}>
          <IconFileText size={14} stroke={1.75} aria-hidden />
          {documentId !== null && matterId !== null ? (
            <Link to={`/matters/${matterId}/documents`} hash={documentId}>
              {name}
            </Link>
          ) : (
            <span>
              {name} <span className="quiet">({t(`paper_${state}`, { label, detail })})</span>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
