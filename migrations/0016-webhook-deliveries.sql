-- Deliveries in few round trips, by workers whose leases end with them.

-- A worker is known by a lock that its connection holds: a lease of one that is gone counts no more.
create or replace function webhook_worker_is_gone(worker uuid) returns boolean language sql volatile
  as $$ select pg_try_advisory_xact_lock_shared(hashtextextended('webhook worker ' || worker::text, 1)) $$;

grant select (lease, include_restricted), update (lease, leased_until) on webhook_endpoints to matterline_system;

-- What was received, of many endpoints and firms in one statement, each firm's behind its own wall. Answers the endpoints
-- whose delivery is noted; of an endpoint that failed before, or is another worker's now, nothing is noted here.
create or replace function webhook_note_delivered(
  worker uuid, at timestamptz, firms uuid[], endpoints uuid[], deliveries uuid[], tries integer[], statuses integer[],
  answers text[], durations integer[]
) returns table (endpoint uuid, status text) language plpgsql volatile as $$
declare
  firm uuid;
begin
  perform set_config('role', 'matterline_app', true), set_config('app.staff_id', '', true);
  -- In one order everywhere, so that two workers never wait for each other in a circle.
  for firm in select distinct f from unnest(firms) as f order by f loop
    perform set_config('app.firm_id', firm::text, true);
    return query
      update webhook_deliveries d
      set state = 'delivered', attempts = t.tries, due_at = at, attempted_at = at, status_code = t.status_code, error = null,
        answer = t.answer, duration_ms = t.duration
      from unnest(firms, endpoints, deliveries, tries, statuses, answers, durations)
          as t (firm_id, endpoint_id, delivery_id, tries, status_code, answer, duration)
        join webhook_endpoints e on e.firm_id = firm and e.id = t.endpoint_id and e.lease = worker and e.failures = 0
      where t.firm_id = firm and d.firm_id = firm and d.id = t.delivery_id
      returning d.endpoint_id, e.status;
  end loop;
end $$;

-- Gives an endpoint back with when there is something to do next, and answers that; null when it is another's now. Each
-- statement of it sees what was there when it began: the row is locked before what waits is looked at, so a delivery that
-- comes in meanwhile sets its own time after us.
create or replace function webhook_release(worker uuid, firm uuid, endpoint uuid, delivered_at timestamptz)
returns timestamptz language plpgsql volatile as $$
declare
  rest timestamptz;
  next_due timestamptz;
begin
  perform set_config('role', 'matterline_app', true), set_config('app.staff_id', '', true),
    set_config('app.firm_id', firm::text, true);
  select e.rest_until into rest from webhook_endpoints e
    where e.firm_id = firm and e.id = endpoint and e.lease = worker for update;
  if not found then return null; end if;
  select greatest(min(d.due_at), rest) into next_due from webhook_deliveries d
    where d.firm_id = firm and d.endpoint_id = endpoint and d.state = 'waiting' having count(*) > 0;
  update webhook_endpoints e
    set lease = null, leased_until = null, due_at = next_due, last_success_at = greatest(e.last_success_at, delivered_at)
    where e.firm_id = firm and e.id = endpoint;
  return next_due;
end $$;
