import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { sizeOf } from '../../../uploads/size.ts';
import { call } from '../../call.ts';
import { useNews } from '../../live.ts';
import { follow, navigate } from '../../router.ts';
import { filePath, portalPaths, type ScreenProps } from '../../routes.ts';
import { useSignedIn } from '../../session.tsx';
import { PlaceIcon } from '../../shell/place-icon.tsx';
import { formatMoment } from '../../time.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Empty, Page } from '../../ui/page.tsx';
import { PagesState } from '../../ui/pages-state.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useMatterTitles } from '../matters/use-matter-titles.ts';
import { RequestList } from '../requests/request-list.tsx';
import { SharedList } from '../shares/shared-list.tsx';
import { DownloadButton } from './download-button.tsx';
import { type OwnFile, stateOf } from './file-state.ts';
import { say } from './words.ts';
import './files.css';

interface Filter {
  words: string;
  matterId: string;
}

/** All files of the person, over their conversations. */
export function FilesScreen({ search }: ScreenProps): ReactNode {
  const filter = { words: search.get('q') ?? '', matterId: search.get('matter') ?? '' };
  return (
    <Page title={say('files')}>
      <RequestList />
      <SharedList />
      <FilterBar filter={filter} key={`bar ${filter.words}`} />
      <List filter={filter} key={`${filter.words} ${filter.matterId}`} />
    </Page>
  );
}

function pathWith({ words, matterId }: Filter): string {
  const query = new URLSearchParams({
    ...(words === '' ? {} : { q: words }),
    ...(matterId === '' ? {} : { matter: matterId }),
  }).toString();
  return query === '' ? portalPaths.files : `${portalPaths.files}?${query}`;
}

function FilterBar({ filter }: { filter: Filter }): ReactNode {
  const [text, setText] = useState(filter.words);
  const titles = useMatterTitles();
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    navigate(pathWith({ ...filter, words: text.trim() }));
  };
  return (
    <search>
      <form className="p-file-bar" onSubmit={submit}>
        <Field label={say('find')} type="search" maxLength={200} value={text} onValue={setText} />
        <Button look="plain" type="submit">
          {say('findButton')}
        </Button>
      </form>
      {(titles.size > 1 || filter.matterId !== '') && (
        <div className="p-field p-file-bar__matter">
          <label className="p-field__label" htmlFor={id}>
            {say('ofMatter')}
          </label>
          <select
            id={id}
            className="p-field__input"
            value={filter.matterId}
            onChange={({ currentTarget }) => navigate(pathWith({ ...filter, matterId: currentTarget.value }))}
          >
            <option value="">{say('allMatters')}</option>
            {[...titles].map(([matterId, title]) => (
              <option key={matterId} value={matterId}>
                {title}
              </option>
            ))}
          </select>
        </div>
      )}
    </search>
  );
}

function List({ filter: { words, matterId } }: { filter: Filter }): ReactNode {
  const { firmName: firm } = useSignedIn().seat;
  const pages = usePages((after?: string) =>
    call('GET /portal/api/files', {
      query: {
        ...(words ? { q: words } : {}),
        ...(matterId ? { matterId } : {}),
        ...(after ? { after } : {}),
      },
    }),
  );
  useNews((news) => {
    if (news === null || news.type === 'conversation.changed') void pages.again();
  });
  const { items, page } = pages;
  const filtered = words !== '' || matterId !== '';
  return (
    <>
      {page?.locked === true && (
        <Notice>
          {say('locked')}
          <a href={portalPaths.messages} onClick={follow}>
            {say('toMessages')}
          </a>
        </Notice>
      )}
      {items?.length === 0 && (
        <Empty title={say(filtered ? 'noneFound' : 'none')}>
          {say(filtered ? 'noneFoundAbout' : 'noneAbout', { firm })}
        </Empty>
      )}
      {filtered && (
        <p>
          <a href={portalPaths.files} onClick={follow}>
            {say('showAll')}
          </a>
        </p>
      )}
      <ul className="p-rows" aria-label={say('sent')}>
        {(items ?? []).map((file) => (
          <FileRow key={file.id} file={file} />
        ))}
      </ul>
      <PagesState pages={pages} say={say} />
    </>
  );
}

function FileRow({ file }: { file: OwnFile }): ReactNode {
  const { timeZone } = useSignedIn().seat;
  const { id, name, sizeBytes, createdAt, mine, fromName, conversationTitle } = file;
  const { open, word } = stateOf(file);
  const from = mine ? say('fromYou') : say('from', { name: fromName });
  return (
    <li className="p-row p-file">
      <PlaceIcon place="files" />
      <span className="p-row__words">
        {/* A name may hold letters that turn its direction round. */}
        {open ? (
          <a className="p-file__name" href={filePath(id)} onClick={follow}>
            <bdi>{name}</bdi>
          </a>
        ) : (
          <s className="p-file__name">
            <bdi>{name}</bdi>
          </s>
        )}
        <span className="p-row__about">
          {sizeOf(sizeBytes)} · {from} · {formatMoment(createdAt, timeZone)}
        </span>
        {conversationTitle !== '' && <span className="p-row__about">{conversationTitle}</span>}
        {word !== null && (
          <span className="p-file__state" data-open={open || undefined}>
            {say(word)}
          </span>
        )}
      </span>
      {open && <DownloadButton id={id} name={name} />}
    </li>
  );
}
