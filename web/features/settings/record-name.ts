import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { NamedRecord } from './audit-words.ts';

/** What a record is called now; undefined while it is asked for, or when it cannot be seen. */
export function useRecordName(record: NamedRecord | null): string | undefined {
  return useQuery({
    queryKey: ['record-names', record?.kind, record?.id],
    queryFn: ({ signal }) => (record === null ? null : readName(record, signal)),
    enabled: record !== null,
    retry: false,
    staleTime: 60_000,
  }).data?.trim();
}

async function readName({ kind, id }: NamedRecord, signal: AbortSignal): Promise<string> {
  const call = { params: { id }, signal };
  switch (kind) {
    case 'contact':
      return (await api('GET /api/v1/contacts/:id', call)).displayName;
    case 'matter':
      return (await api('GET /api/v1/matters/:id', call)).title;
    case 'task':
      return (await api('GET /api/v1/tasks/:id', call)).subject;
  }
}
