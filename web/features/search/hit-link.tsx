import {
  IconFile,
  IconFileText,
  IconFileTypePdf,
  IconFileZip,
  IconMail,
  IconPhoto,
  IconPresentation,
  IconTable,
  IconVideo,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/contract.ts';
import { paths } from '../../paths.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { KindMark } from '../conversations/conversation-row.tsx';

export type Hit = Answer<'GET /api/v1/search'>['items'][number];
type Parts = Hit['excerpt'];
type FileType = Hit['files'][number]['type'];

const icons = {
  pdf: IconFileTypePdf,
  document: IconFileText,
  spreadsheet: IconTable,
  presentation: IconPresentation,
  image: IconPhoto,
  media: IconVideo,
  email: IconMail,
  archive: IconFileZip,
  other: IconFile,
} as const satisfies Record<FileType, typeof IconFile>;

/** One message that was found, with its files that were; it leads to its place in the conversation. */
export function HitLink({ hit }: { hit: Hit }): ReactNode {
  const { t } = useTranslation(['search', 'conversations']);
  const { conversation, seq, author, at, excerpt, files } = hit;
  return (
    <Link
      className="hit"
      to={paths.conversation}
      params={{ id: conversation.id }}
      search={{ at: String(seq) }}
    >
      <span className="hit__head">
        <KindMark kind={conversation.kind} />
        <span className="hit__title">{conversation.title || t('conversations:untitled')}</span>
        {conversation.matterTitle !== null && <span className="hit__matter">{conversation.matterTitle}</span>}
        <span className="hit__time">
          <RelativeTime at={at} />
        </span>
      </span>
      <span className="hit__words">
        <span className="hit__author">{author.name === '' ? t('program') : author.name}</span>
        {excerpt.length > 0 && (
          <>
            {': '}
            <Marked parts={excerpt} />
          </>
        )}
      </span>
      {files.map((file) => (
        <FoundFile key={file.id} file={file} />
      ))}
    </Link>
  );
}

function FoundFile({ file }: { file: Hit['files'][number] }): ReactNode {
  const { t } = useTranslation('search');
  const Icon = icons[file.type];
  return (
    <span className="hit__file">
      <Icon size={18} stroke={1.5} role="img" aria-label={t(`type_${file.type}`)} />
      <span className="hit__file-words">
        <span className="hit__name">
          <Marked parts={file.name} />
        </span>
        {file.excerpt && (
          <span className="hit__text">
            <Marked parts={file.excerpt} />
          </span>
        )}
      </span>
    </span>
  );
}

/** Words of others are text here, never markup. */
function Marked({ parts }: { parts: Parts }): ReactNode {
  return parts.map((part, index) =>
    // The parts of one excerpt never change places.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    part.hit ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>,
  );
}
