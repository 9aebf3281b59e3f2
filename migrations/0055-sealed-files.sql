-- Files lie sealed on the disk. Each content has a key of its own; that key lies here, wrapped by the key of every matter that
-- holds the content, or by the installation's for what hangs on no matter. A matter whose key is destroyed cannot be read any
-- more, wherever the sealed bytes still are. Keys are for the program alone (`keys_wall` in after-each.sql).

create table if not exists matter_keys (
  firm_id uuid not null references firms(id) on delete cascade,
  -- no foreign key: a file may be stored while the transaction that makes its matter is still open
  matter_id uuid not null,
  -- by the installation's key; null once it was destroyed, which no later file brings back
  sealed_key bytea,
  created_at timestamptz not null,
  destroyed_at timestamptz,
  primary key (firm_id, matter_id),
  check ((sealed_key is null) = (destroyed_at is not null))
);

create table if not exists content_keys (
  firm_id uuid not null references firms(id) on delete cascade,
  -- stands in front of the sealed bytes, too
  id uuid not null,
  -- of the plain content; null while it still comes in
  sha256 bytea,
  -- as which upload it comes in
  upload_id uuid,
  -- wrapped by the installation's key; null when only matters hold it
  general_key bytea,
  -- when it is to be seen who holds it
  settle_at timestamptz,
  created_at timestamptz not null,
  primary key (firm_id, id),
  check (sha256 is not null or upload_id is not null)
);
create index if not exists content_keys_content on content_keys (firm_id, sha256) where sha256 is not null;
create index if not exists content_keys_upload on content_keys (firm_id, upload_id) where upload_id is not null;
create index if not exists content_keys_settle on content_keys (firm_id, settle_at) where settle_at is not null;

create table if not exists matter_content_keys (
  firm_id uuid not null,
  content_key_id uuid not null,
  matter_id uuid not null,
  -- the content's key, by the matter's
  wrapped_key bytea not null,
  primary key (firm_id, content_key_id, matter_id),
  foreign key (firm_id, content_key_id) references content_keys (firm_id, id) on delete cascade
);
create index if not exists matter_content_keys_matter on matter_content_keys (firm_id, matter_id);

-- How far a firm's files were looked through for those that are not sealed.
create table if not exists sealing_rounds (
  firm_id uuid primary key references firms(id) on delete cascade,
  after_sha256 bytea not null default '\x',
  finished_at timestamptz
);

create index if not exists artefacts_content on artefacts (firm_id, sha256) where sha256 is not null;
create index if not exists quote_versions_content on quote_versions (firm_id, pdf_sha256) where pdf_sha256 is not null;
create index if not exists document_versions_content on document_versions (firm_id, sha256);
create index if not exists file_previews_picture on file_previews (firm_id, picture_sha256) where picture_sha256 is not null;

-- Who holds which content: a matter, or (null) the firm. Whatever points at a content stands here once, so that no part of the
-- program has to think of keys when it files something on one more matter.
create or replace view content_places with (security_invoker = true) as
  with direct (firm_id, sha256, matter_id) as (
    select firm_id, sha256, matter_id from document_versions
    union all select a.firm_id, a.sha256, c.matter_id from attachments a
      join conversations c on c.firm_id = a.firm_id and c.id = a.conversation_id
    union all select u.firm_id, u.sha256, c.matter_id from uploads u
      join conversations c on c.firm_id = u.firm_id and c.id = u.conversation_id where u.sha256 is not null
    union all select firm_id, sha256, matter_id from share_files
    union all select firm_id, sha256, matter_id from request_files
    union all select firm_id, sha256, matter_id from incoming_mails
    union all select a.firm_id, a.sha256, i.matter_id from artefacts a
      join interactions i on i.firm_id = a.firm_id and i.id = a.interaction_id where a.sha256 is not null
    union all select v.firm_id, v.pdf_sha256, l.matter_id from quote_versions v
      join quotes q on q.firm_id = v.firm_id and q.id = v.quote_id
      join leads l on l.firm_id = q.firm_id and l.id = q.lead_id where v.pdf_sha256 is not null
    union all select h.firm_id, h.sha256, coalesce(h.matter_id, c.matter_id) from hand_overs h
      left join conversations c on c.firm_id = h.firm_id and c.id = h.conversation_id where h.sha256 is not null
    union all select firm_id, sha256, null from person_exports where sha256 is not null
    union all select firm_id, sha256, null from imports where sha256 is not null)
  select firm_id, sha256, matter_id from direct
  -- a picture of a page is held by whoever holds the file
  union all select p.firm_id, p.picture_sha256, d.matter_id from file_previews p
    join direct d on d.firm_id = p.firm_id and d.sha256 = p.sha256 where p.picture_sha256 is not null;
