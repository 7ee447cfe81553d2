-- Take a speech for sending, or say how it stands.
-- KEYS[1] hash  journal of one speech: state, token, at, lease, attempts, sid, code, status
-- ARGV[1] token   ARGV[2] lease, ms   ARGV[3] how long to keep the journal, s   ARGV[4] longest lease, ms
-- Returns {"go", now ms}, {"sent", sid}, {"refused", code}, {"busy", ms left} or {"doubtful", token, posted at ms, age ms, attempts}.
-- Bound: one speech.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local journal = redis.call('HMGET', KEYS[1], 'state', 'token', 'at', 'lease', 'attempts', 'sid', 'code')
local state, token, at, lease, attempts = journal[1], journal[2], tonumber(journal[3]), tonumber(journal[4]), journal[5]
if state == 'sent' then return {'sent', journal[6]} end
if state == 'refused' then return {'refused', journal[7] or ''} end
if state == 'sending' then
  -- A lease far ahead was written before the clock was set back.
  local left = math.min(lease - now, tonumber(ARGV[4]))
  if left > 0 and now >= at - tonumber(ARGV[4]) then return {'busy', left} end
  -- Its holder is gone, and may have posted.
  attempts = tostring(tonumber(attempts or '0') + 1)
  redis.call('HSET', KEYS[1], 'state', 'doubtful', 'attempts', attempts)
  state = 'doubtful'
end
if state == 'doubtful' then return {'doubtful', token, at, math.max(now - at, 0), tonumber(attempts)} end
redis.call('HSET', KEYS[1], 'state', 'sending', 'token', ARGV[1], 'at', now, 'lease', now + tonumber(ARGV[2]))
redis.call('EXPIRE', KEYS[1], ARGV[3])
return {'go', now}
