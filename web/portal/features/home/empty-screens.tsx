import type { ReactNode } from 'react';
import { useSignedIn } from '../../session.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { say } from '../../words.ts';

export function FilesScreen(): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  return (
    <Page title={say('files')}>
      <Empty title={say('noFiles')}>{say('noFilesAbout', { firm })}</Empty>
    </Page>
  );
}

export function ToDoScreen(): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  return (
    <Page title={say('toDo')}>
      <Empty title={say('noToDo')}>{say('noToDoAbout', { firm })}</Empty>
    </Page>
  );
}
