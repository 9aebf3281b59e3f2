import { call } from '../../call.ts';
import { useReading } from '../../ui/use-reading.ts';

const none: ReadonlyMap<string, string> = new Map();

/** What the person's matters are called, by their ids; nothing until it is known. */
export function useMatterTitles(): ReadonlyMap<string, string> {
  const { value } = useReading(async () => {
    const { items } = await call('GET /portal/api/matters', { query: { limit: 50 } });
    return new Map(items.map(({ id, title }) => [id, title]));
  });
  return value ?? none;
}
