-- Let go of a speech whose outcome is known, and of the reminder that it ended.
-- KEYS[1] zset  flight    speech id -> end of lease, unix ms
-- KEYS[2] hash  speech    speech id -> "generation state fact"
-- KEYS[3] hash  chat      reminder id -> record
-- KEYS[4] zset  told      speech id -> when its outcome came, before it was in flight
-- ARGV[1] speech id   ARGV[2] reminder id, or empty for an answer   ARGV[3] how long to remember an early outcome, ms
-- Returns 1 the first time, 0 when it was let go before. Bound: one speech, and early outcomes that are too old.
redis.call('ZREM', KEYS[1], ARGV[1])
local first = redis.call('HDEL', KEYS[2], ARGV[1])
if ARGV[2] ~= '' then
  local record = redis.call('HGET', KEYS[3], ARGV[2])
  if record and cjson.decode(record).firing == ARGV[1] then
    redis.call('HDEL', KEYS[3], ARGV[2])
    redis.call('HINCRBY', KEYS[3], '@revision', 1)
  elseif record and first == 0 then
    -- Its publisher died before it could note that the bus has it: who fires it again finds that it was told.
    local time = redis.call('TIME')
    local now = time[1] * 1000 + math.floor(time[2] / 1000)
    redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now - tonumber(ARGV[3])))
    redis.call('ZADD', KEYS[4], string.format('%.0f', now), ARGV[1])
  end
end
return first
