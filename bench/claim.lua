-- Take reminders whose moment has come: from waiting to in flight, in one step, none of them early.
-- KEYS[1] zset  due       "id chat" -> due, unix ms
-- KEYS[2] zset  flight    speech id -> end of lease, unix ms
-- KEYS[3] hash  speech    speech id -> "generation state fact"
-- KEYS[4..]     chat      one hash per reminder to take
-- ARGV[1] lease, ms   then six per reminder: member of due, id, record as it was read,
--         record while in flight, speech id, fact
-- Returns the positions, 1-based, of those taken. Whoever changed or took one in between wins. Bound: the caller's batch.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local taken = {}
for position = 1, #KEYS - 3 do
  local at = 2 + (position - 1) * 6
  local chat, member, id, read = KEYS[3 + position], ARGV[at], ARGV[at + 1], ARGV[at + 2]
  local due = redis.call('ZSCORE', KEYS[1], member)
  local held = redis.call('HGET', chat, id)
  if not held then
    redis.call('ZREM', KEYS[1], member) -- an index entry without its reminder
  elseif due and tonumber(due) <= now and held == read then
    redis.call('ZREM', KEYS[1], member)
    redis.call('HSET', chat, id, ARGV[at + 3])
    redis.call('HINCRBY', chat, '@revision', 1)
    redis.call('ZADD', KEYS[2], now + tonumber(ARGV[1]), ARGV[at + 4])
    redis.call('HSET', KEYS[3], ARGV[at + 4], '0 c ' .. ARGV[at + 5])
    taken[#taken + 1] = position
  end
end
return taken
