-- The highest number of the firm that is nothing but a number, past walls like matter_number_taken; 0 when there is none.
create or replace function highest_matter_number(firm uuid) returns bigint language plpgsql volatile as $$
declare
  asker text := coalesce(current_setting('app.staff_id', true), '');
  highest bigint;
begin
  perform set_config('app.staff_id', '', true);
  select coalesce(max(number::bigint), 0) into highest from matters where firm_id = firm and number ~ '^[0-9]{1,9}$';
  perform set_config('app.staff_id', asker, true);
  return highest;
end $$;
