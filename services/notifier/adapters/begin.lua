-- Take a speech for sending, or say how it stands.
-- KEYS[1] hash  journal of one speech: state, token, at, lease, attempts, sid, code, rank, form, tries, not_before, pause, said, fact
-- KEYS[2] hash  person: standing, code, at, owed (until when the pair limit is used up), reminded (not before)
-- KEYS[3] hash  waiting: speech -> fact, of what waits for the gap or for company
-- ARGV[1] token   ARGV[2] lease, ms   ARGV[3] how long to keep the journal, s
-- ARGV[4] what is to be said   ARGV[5] the fact   ARGV[6] due or reply   ARGV[7] when the person last wrote, ms
-- ARGV[8] gap between two reminders, ms   ARGV[9] how many gaps answers may run ahead   ARGV[10] speech
-- ARGV[11] how long to wait for company, ms, or 0   ARGV[12] how many may wait for company
-- Returns {"go", now ms, form, other facts that wait …}, {"sent", sid}, {"refused", code}, {"busy", ms left},
-- {"wait", ms} or {"doubtful", token, posted at ms, age ms, attempts, what was said}. Bound: those that may wait.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fields = redis.call('HMGET', KEYS[1], 'state', 'token', 'at', 'lease', 'attempts', 'sid', 'code', 'form', 'not_before', 'said', 'pause')
local state, token, at, lease, attempts = fields[1], fields[2], tonumber(fields[3]), tonumber(fields[4]), fields[5]
if state == 'sent' or state == 'refused' then redis.call('HDEL', KEYS[3], ARGV[10]) end
if state == 'sent' then return {'sent', fields[6]} end
if state == 'refused' then return {'refused', fields[7] or ''} end
if state == 'sending' then
  if at > now then
    -- Written before the clock was set back: when, nobody knows, and from now on it lasts no longer than any lease.
    at, lease = now - 86400000, math.min(lease, now + tonumber(ARGV[2]))
    redis.call('HSET', KEYS[1], 'at', at, 'lease', lease)
  end
  if lease > now then return {'busy', lease - now} end
  -- Its holder is gone, and may have posted.
  attempts = tostring(tonumber(attempts or '0') + 1)
  redis.call('HSET', KEYS[1], 'state', 'doubtful', 'attempts', attempts)
  state = 'doubtful'
end
if state == 'doubtful' then
  -- Posted before the clock was set back: when, nobody knows, and only who looks can tell by their own clock how long ago.
  if at > now then at = now - 86400000 end
  return {'doubtful', token, at, now - at, tonumber(attempts), fields[10] or ''}
end

local is_due = ARGV[6] == 'due'
local person = redis.call('HMGET', KEYS[2], 'standing', 'code', 'at', 'owed', 'reminded')
if is_due and person[1] and tonumber(person[3]) >= tonumber(ARGV[7]) then
  redis.call('HSET', KEYS[1], 'state', 'refused', 'code', person[2])
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  return {'refused', person[2]}
end

-- Return how long it is until a moment that was written down as this far ahead at most. One that is further ahead was
-- written before the clock was set back, and is written anew: nothing waits longer because of that.
local function left(place, field, moment, longest)
  local ms = math.max(tonumber(moment or '0') - now, 0)
  if ms > longest then redis.call('HSET', KEYS[place], field, now + longest) end
  return math.min(ms, longest)
end

local gap = tonumber(ARGV[8])
local owed = gap > 0 and left(2, 'owed', person[4], gap * (ARGV[9] + 1)) or 0
local paused = left(1, 'not_before', fields[9], fields[11] and tonumber(fields[11]) or math.huge)
local wait = math.max(paused, owed - gap * ARGV[9], 0)
if is_due then wait = math.max(wait, left(2, 'reminded', person[5], gap)) end
local form, is_new = fields[8] or '', redis.call('HEXISTS', KEYS[3], ARGV[10]) == 0
local has_room = redis.call('HLEN', KEYS[3]) < tonumber(ARGV[12])
if is_new and has_room and form == '' then wait = math.max(wait, tonumber(ARGV[11])) end
if wait > 0 then
  -- What failed before goes its own way.
  if form == '' and not fields[9] and has_room then
    redis.call('HSET', KEYS[3], ARGV[10], ARGV[5])
    redis.call('EXPIRE', KEYS[3], 600)
  end
  return {'wait', wait}
end

redis.call('HSET', KEYS[1], 'state', 'sending', 'token', ARGV[1], 'at', now, 'lease', now + tonumber(ARGV[2]), 'said', ARGV[4], 'fact', ARGV[5])
redis.call('HDEL', KEYS[1], 'after', 'with')
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('HDEL', KEYS[3], ARGV[10])
if gap > 0 then
  redis.call('HSET', KEYS[2], 'owed', now + math.min(owed, gap * tonumber(ARGV[9])) + gap)
  if is_due then redis.call('HSET', KEYS[2], 'reminded', now + gap) end
  redis.call('EXPIRE', KEYS[2], ARGV[3])
end
local answer = {'go', now, form}
-- Who opted out is answered, and not reminded.
if form == '' and (is_due or not person[1]) then
  for _, fact in ipairs(redis.call('HVALS', KEYS[3])) do table.insert(answer, fact) end
end
return answer
