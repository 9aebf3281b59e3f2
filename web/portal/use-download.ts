import { call } from './call.ts';
import { useTask } from './ui/use-task.ts';

/** A file comes by an address of its own that lasts for minutes. */
export function useDownload(id: string): {
  busy: boolean;
  failure: string | undefined;
  download: () => void;
} {
  const task = useTask();
  const download = () =>
    void task.run(async () => {
      const { url } = await call('POST /portal/api/files/:id/links', { params: { id }, body: {} });
      // It comes as a download, so the page stays.
      window.location.assign(url);
    });
  return { busy: task.busy, failure: task.failure, download };
}
