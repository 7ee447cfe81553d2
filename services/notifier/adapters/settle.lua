-- Write down what became of a post. A sid always counts; anything else only from the holder.
-- KEYS[1] hash    journal of one speech: state, token, attempts, sid, code, form, not_before, failed, said, fact, with, doubled
-- KEYS[2] string  the speech that a message of Twilio's is, or the name under which it tells several
-- KEYS[3] hash    person: standing, code, at
-- KEYS[4] zset    unreported: "speech chat" -> when to ask Twilio about it, unix ms
-- KEYS[5] hash    waiting: speech -> fact, of what the next message to the person takes along
-- KEYS[6] hash    given up: "speech chat" -> "code fact"
-- ARGV[1] token   ARGV[2] state: sent, refused, doubtful or new   ARGV[3] sid or code   ARGV[4] speech
-- ARGV[5] form that the next post must have, or empty   ARGV[6] standing of the person, or empty
-- ARGV[7] how long to remember whose a message is, s   ARGV[8] member of unreported and of given up
-- ARGV[9] ms until to ask
-- Returns "written", "known" (something better is), "lost" (another one holds it), "taken" (the message is another
-- speech), "failed" (the message did not arrive, which was dealt with) or "double" (a second message of the same
-- speech). Bound: one speech.
local fields = redis.call('HMGET', KEYS[1], 'state', 'token', 'sid', 'failed', 'with', 'doubled', 'form', 'not_before', 'fact')
local state, owner = fields[1], fields[5] or ARGV[4]
if ARGV[2] == 'sent' then
  if redis.call('SET', KEYS[2], owner, 'NX', 'EX', ARGV[7]) == false and redis.call('GET', KEYS[2]) ~= owner then
    return 'taken'
  end
  if string.find(fields[4] or '', ARGV[3], 1, true) then
    local after = redis.call('HGET', KEYS[1], 'after')
    if after and state == 'sending' and fields[2] == ARGV[1] then
      redis.call('HSET', KEYS[1], 'state', after)
      redis.call('HDEL', KEYS[1], 'after')
    end
    return 'failed'
  end
  if state == 'sent' then
    if fields[3] == ARGV[3] or string.find(fields[6] or '', ARGV[3], 1, true) then return 'known' end
    redis.call('HSET', KEYS[1], 'doubled', (fields[6] or '') .. ' ' .. ARGV[3])
    return 'double'
  end
  redis.call('HSET', KEYS[1], 'state', 'sent', 'sid', ARGV[3], 'rank', 0)
  redis.call('HDEL', KEYS[6], ARGV[8])
  local time = redis.call('TIME')
  redis.call('ZADD', KEYS[4], time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[9]), ARGV[8])
  return 'written'
end
if state == 'sent' or state == 'refused' then return 'known' end
if fields[2] ~= ARGV[1] or (state ~= 'sending' and state ~= 'doubtful') then return 'lost' end
if ARGV[2] == 'doubtful' then
  -- Who found the lease run out has counted this post already.
  if state == 'sending' then redis.call('HINCRBY', KEYS[1], 'attempts', 1) end
  redis.call('HSET', KEYS[1], 'state', 'doubtful')
elseif ARGV[2] == 'refused' then
  redis.call('HSET', KEYS[1], 'state', 'refused', 'code', ARGV[3])
  redis.call('HDEL', KEYS[1], 'said', 'fact')
  if ARGV[6] ~= '' then
    local time = redis.call('TIME')
    redis.call('HSET', KEYS[3], 'standing', ARGV[6], 'code', ARGV[3], 'at', time[1] * 1000 + math.floor(time[2] / 1000))
  end
else
  redis.call('HSET', KEYS[1], 'state', 'new')
  if ARGV[5] ~= '' then
    redis.call('HSET', KEYS[1], 'form', ARGV[5])
  elseif state == 'sending' and fields[5] and fields[9] and not fields[7] and not fields[8] then
    -- Whoever speaks next takes along again what was to be told together.
    redis.call('HSET', KEYS[5], ARGV[4], fields[9])
    redis.call('EXPIRE', KEYS[5], 600)
    redis.call('HDEL', KEYS[1], 'with')
  end
end
return 'written'
