-- Note what Twilio reports about a message: whatever it says, the message was sent.
-- KEYS[1] hash    journal of one speech: state, sid, code, rank, status, form, tries, not_before, pause, failed, said, fact, doubled
-- KEYS[2] string  the speech that a message of Twilio's is, or the name under which it tells several
-- KEYS[3] hash    person: standing, code, at
-- KEYS[4] zset    unreported: "speech chat" -> when to ask Twilio about it, unix ms
-- KEYS[5] hash    given up: "speech chat" -> "code fact"
-- ARGV[1] sid   ARGV[2] status   ARGV[3] its rank   ARGV[4] how long to keep the journal, s   ARGV[5] speech, or that name
-- ARGV[6] how long to remember whose a message is, s   ARGV[7] error code, or empty
-- ARGV[8] how many new messages a failure is worth   ARGV[9] their form, or empty   ARGV[10] ms before the next
-- ARGV[11] standing of the person after such a failure, or empty   ARGV[12] member of both
-- ARGV[13] ms until to ask
-- Returns {"sent"} when that is news, {"known"}, {"double"} for a second message of the same speech; either of the
-- first two with the fact when the message has just arrived;
-- {"again", tries, fact} or {"failed", code, fact} after a failure. Asked again it answers again. Bound: one speech.
local FAILED, ARRIVED = 4, 5
local sid, rank = ARGV[1], tonumber(ARGV[3])
local fields = redis.call('HMGET', KEYS[1], 'state', 'sid', 'rank', 'failed', 'tries', 'fact', 'code', 'doubled')
local state, tries, fact = fields[1], tonumber(fields[5] or '0'), fields[6] or ''
local known = fields[2] == sid
redis.call('SET', KEYS[2], ARGV[5], 'NX', 'EX', ARGV[6])

if string.find(fields[4] or '', sid, 1, true) and rank < ARRIVED then
  -- It failed before, and this was dealt with; perhaps whoever did so died before telling.
  -- Whoever posts the next message may have died since, and the bus have lost it.
  local is_repaired = state == 'new' or state == 'doubtful' or (state == 'sending' and redis.call('HEXISTS', KEYS[1], 'after') == 0)
  if rank == FAILED and known and is_repaired and fact ~= '' then return {'again', tries, fact} end
  if rank == FAILED and known and state == 'refused' then return {'failed', fields[7] or '', fact} end
  return {'known'}
end
if state == 'sent' and not known then
  -- Counted once, and only if the person may have it.
  if rank == FAILED or string.find(fields[8] or '', sid, 1, true) then return {'known'} end
  redis.call('HSET', KEYS[1], 'doubled', (fields[8] or '') .. ' ' .. sid)
  return {'double'}
end
if known and rank <= tonumber(fields[3] or '-1') then return {'known'} end

redis.call('HSET', KEYS[1], 'sid', sid, 'status', ARGV[2], 'rank', rank)
redis.call('EXPIRE', KEYS[1], ARGV[4])
if rank >= FAILED then
  redis.call('ZREM', KEYS[4], ARGV[12])
else
  local time = redis.call('TIME')
  redis.call('ZADD', KEYS[4], 'NX', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[13]), ARGV[12])
end
if rank ~= FAILED then
  redis.call('HSET', KEYS[1], 'state', 'sent')
  redis.call('HDEL', KEYS[5], ARGV[12])
  local news = state == 'sent' and 'known' or 'sent'
  if rank < ARRIVED then return {news} end
  redis.call('HDEL', KEYS[1], 'said', 'fact')
  return {news, fact}
end

redis.call('HSET', KEYS[1], 'failed', (fields[4] or '') .. ' ' .. sid, 'code', ARGV[7])
if tries < tonumber(ARGV[8]) and fact ~= '' then
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('HSET', KEYS[1], 'attempts', 0, 'tries', tries + 1, 'form', ARGV[9], 'not_before', now + tonumber(ARGV[10]),
    'pause', ARGV[10])
  -- The bus may be lost with the new message: then Twilio is asked once more how it stands.
  redis.call('ZADD', KEYS[4], now + ARGV[10] + ARGV[13], ARGV[12])
  -- While somebody posts, only they know which message this is: settle.lua goes on from there.
  if state == 'sending' then
    redis.call('HSET', KEYS[1], 'after', 'new')
    return {'known'}
  end
  redis.call('HSET', KEYS[1], 'state', 'new')
  return {'again', tries + 1, fact}
end
if fact ~= '' then redis.call('HSET', KEYS[5], ARGV[12], ARGV[7] .. ' ' .. fact) end
if ARGV[11] ~= '' then
  local time = redis.call('TIME')
  redis.call('HSET', KEYS[3], 'standing', ARGV[11], 'code', ARGV[7], 'at', time[1] * 1000 + math.floor(time[2] / 1000))
end
if state == 'sending' then
  redis.call('HSET', KEYS[1], 'after', 'refused')
  return {'known'}
end
redis.call('HSET', KEYS[1], 'state', 'refused')
return {'failed', ARGV[7], fact}
