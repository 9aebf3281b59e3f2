-- What can be found of files that were sent: their names, and the text in them once the scan let them through.

create table if not exists file_words (
  firm_id uuid not null,
  file_id uuid not null,
  conversation_id uuid not null,
  seq bigint not null,
  -- 'pdf', 'document', 'image' …, as people ask for them; of the name and of what the bytes are
  file_type text not null default 'other',
  -- the beginning of its text, for excerpts
  body text not null default '',
  -- the words of its name and of its text
  search tsvector not null default '',
  -- 'waiting': to be read; 'read'; 'none': it has no text that can be read, `why_not` says why
  state text not null default 'waiting' check (state in ('waiting', 'read', 'none')),
  why_not text not null default '',
  tries integer not null default 0,
  due_at timestamptz not null,
  -- of its message, by which what is found is ordered
  created_at timestamptz not null,
  primary key (firm_id, file_id),
  foreign key (firm_id, file_id) references attachments (firm_id, id) on delete cascade
);
create index if not exists file_words_search on file_words using gin (firm_id, search);
create index if not exists file_words_newest on file_words (firm_id, created_at desc, conversation_id desc, seq desc);
create index if not exists file_words_message on file_words (firm_id, conversation_id, seq);
create index if not exists file_words_due on file_words (due_at) where state = 'waiting';

-- Whoever sends a file, it is found; whoever takes it back, or finds malware in it, its words are gone in the same transaction.
create or replace function file_words_follow() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.withdrawn_at is null then
      insert into file_words (firm_id, file_id, conversation_id, seq, due_at, created_at)
        values (new.firm_id, new.id, new.conversation_id, new.seq, new.created_at, new.created_at)
        on conflict (firm_id, file_id) do nothing;
    end if;
  elsif new.withdrawn_at is not null or new.verdict = 'infected' then
    delete from file_words w where w.firm_id = new.firm_id and w.file_id = new.id;
  else
    update file_words w set state = 'waiting', why_not = '', body = '', search = '', tries = 0, due_at = app_now()
      where w.firm_id = new.firm_id and w.file_id = new.id;
  end if;
  return null;
end $$;
create or replace trigger file_words_added after insert on attachments for each row execute function file_words_follow();
create or replace trigger file_words_changed after update of verdict, released_at, withdrawn_at, name on attachments for each row
  when ((old.verdict, old.released_at, old.withdrawn_at, old.name) is distinct from (new.verdict, new.released_at, new.withdrawn_at, new.name))
  execute function file_words_follow();

create or replace function file_words_of_message() returns trigger language plpgsql as $$
begin
  delete from file_words w where w.firm_id = new.firm_id and w.conversation_id = new.conversation_id and w.seq = new.seq;
  return null;
end $$;
create or replace trigger file_words_retracted after update of retracted_at on messages for each row
  when (old.retracted_at is null and new.retracted_at is not null) execute function file_words_of_message();

-- Another policy for what nobody vouches for: what was read under the old one is looked at again.
create or replace function file_words_of_policy() returns trigger language plpgsql as $$
begin
  update file_words w set state = 'waiting', why_not = '', body = '', search = '', tries = 0, due_at = app_now()
    from attachments a
    where w.firm_id = new.firm_id and a.firm_id = new.firm_id and a.id = w.file_id and a.verdict <> 'clean';
  return null;
end $$;
create or replace trigger file_words_policy after insert or update of when_unscannable, when_unscanned on file_settings
  for each row execute function file_words_of_policy();

insert into file_words (firm_id, file_id, conversation_id, seq, due_at, created_at)
  select a.firm_id, a.id, a.conversation_id, a.seq, a.created_at, a.created_at
  from attachments a join messages m on m.firm_id = a.firm_id and m.conversation_id = a.conversation_id and m.seq = a.seq
  where a.withdrawn_at is null and m.retracted_at is null
  on conflict (firm_id, file_id) do nothing;
