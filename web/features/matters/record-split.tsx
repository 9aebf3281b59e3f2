import { useNavigate, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useCallback } from 'react';
import { ListDetail } from '../../ui/list-detail.tsx';
import './record-split.css';

/** The record that the address names behind `#`, and a way to name another. `#new` is one that is being written. */
export function useChosen(): readonly [string | undefined, (id: string | undefined) => void] {
  const hash = useRouterState({ select: (state) => state.location.hash });
  const navigate = useNavigate();
  const choose = useCallback(
    (id: string | undefined) =>
      void navigate({
        to: '.',
        search: true,
        hash: id ?? '',
        replace: true,
        resetScroll: false,
        hashScrollIntoView: false,
      }),
    [navigate],
  );
  return [hash === '' ? undefined : hash, choose];
}

/** A list at full width; the record that is open stands beside it. */
export function RecordSplit(props: {
  list: ReactNode;
  detail: ReactNode | null;
  detailLabel: string;
  onClose: () => void;
}): ReactNode {
  return (
    <div className="record-split">
      <ListDetail {...props} />
    </div>
  );
}
