import type { ReactNode } from 'react';
import type { Answer } from '../../../api/contract.ts';
import { sizeOf } from '../../../uploads/size.ts';
import { call } from '../../call.ts';
import { follow } from '../../router.ts';
import { conversationPath, portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { formatMoment } from '../../time.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { useReading } from '../../ui/use-reading.ts';
import { DownloadButton } from './download-button.tsx';
import { stateOf } from './file-state.ts';
import { Preview } from './preview.tsx';
import { say } from './words.ts';
import './files.css';

type File = Answer<'GET /portal/api/files/:id'>;

export function FileScreen({ params }: ScreenProps): ReactNode {
  return <OneFile id={params.id ?? ''} key={params.id} />;
}

function OneFile({ id }: { id: string }): ReactNode {
  const { value: file, failure } = useReading(() => call('GET /portal/api/files/:id', { params: { id } }));
  return (
    <Page title={file?.name ?? say('files')}>
      <p className="p-page__back">
        <a href={portalPaths.files} onClick={follow}>
          {say('allFiles')}
        </a>
      </p>
      {failure !== undefined && <Notice kind="bad">{failure}</Notice>}
      {file === null && failure === undefined && <p className="p-page__about">{say('loading')}</p>}
      {file !== null && <Shown file={file} />}
    </Page>
  );
}

function Shown({ file }: { file: File }): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const { id, name, sizeBytes, createdAt, conversationId, seq, words } = file;
  const { open } = stateOf(file);
  return (
    <>
      <dl className="p-facts">
        <dt>{say('size')}</dt>
        <dd>{sizeOf(sizeBytes)}</dd>
        <dt>{say('when')}</dt>
        <dd>{formatMoment(createdAt, timeZone)}</dd>
        <dt>{say('scan')}</dt>
        <dd>{words}</dd>
      </dl>
      <div className="p-actions">
        {open && <DownloadButton id={id} name={name} />}
        <a
          className="p-button"
          data-look="quiet"
          href={`${conversationPath(conversationId)}?at=${seq}`}
          onClick={follow}
        >
          {say('inConversation')}
        </a>
      </div>
      {open && (file.preview ? <Preview file={file} /> : <p className="p-page__about">{say('noPreview')}</p>)}
    </>
  );
}
