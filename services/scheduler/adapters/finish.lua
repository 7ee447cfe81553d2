-- Let go of a speech whose outcome is known, and of the reminder that it ended.
-- KEYS[1] zset  flight    speech id -> end of lease, unix ms
-- KEYS[2] hash  speech    speech id -> "generation state fact"
-- KEYS[3] hash  chat      reminder id -> record
-- ARGV[1] speech id   ARGV[2] reminder id, or empty for an answer
-- Returns 1 the first time, 0 when it was let go before. Bound: one speech.
redis.call('ZREM', KEYS[1], ARGV[1])
local first = redis.call('HDEL', KEYS[2], ARGV[1])
if ARGV[2] ~= '' then
  local record = redis.call('HGET', KEYS[3], ARGV[2])
  if record and cjson.decode(record).firing == ARGV[1] then
    redis.call('HDEL', KEYS[3], ARGV[2])
    redis.call('HINCRBY', KEYS[3], '@revision', 1)
  end
end
return first
