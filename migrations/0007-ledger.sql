-- The ledger over raw_events: a chain of blocks per firm, one block a batch that the pipeline worked off.

create table if not exists ledger_blocks (
  firm_id uuid not null references firms(id) on delete cascade,
  number bigint not null,
  -- the events in their order in the block, and their digests (32 bytes each) in the same order
  event_ids uuid[] not null,
  digests bytea not null,
  -- not '': what was wrong with the chain when this block was put on it
  remark text not null default '',
  made_at timestamptz not null,
  hash bytea not null,
  primary key (firm_id, number)
);
-- Random bytes do not shrink: no time is spent on trying.
alter table ledger_blocks alter column event_ids set storage external, alter column digests set storage external;

-- Where each firm's chain ends, sealed with a key that is not in the database.
create table if not exists ledger_heads (
  firm_id uuid not null references firms(id) on delete cascade,
  -- 0: nothing is on the chain yet
  number bigint not null,
  hash bytea,
  -- null: what an older version stored is not on the chain yet; it comes first
  seal bytea,
  primary key (firm_id)
);

insert into ledger_heads (firm_id, number)
  select f.id, 0 from firms f where exists (select 1 from raw_events r where r.firm_id = f.id)
  on conflict do nothing;
