-- Set one thing right that does not fit together. What has changed since it was read is left alone.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2] hash  chat      reminder id -> record
-- KEYS[3] zset  due       "id chat" -> due, unix ms
-- KEYS[4] zset  slots     slot -> its beginning, unix ms
-- KEYS[5] zset  flight    speech id -> end of lease, unix ms
-- KEYS[6] hash  speech    speech id -> "generation state concerns fact"
-- ARGV[1] epoch   ARGV[2] "index", "drop" or "lease"   ARGV[3] reminder id, or speech id to lease
-- ARGV[4] record as it was read, or empty where there was none   ARGV[5] record as it should be   ARGV[6] member of due
-- ARGV[7] due, unix ms   ARGV[8] slot   ARGV[9] its beginning, unix ms
-- Returns "fenced", 1 when it was mended, 0 when it had changed. Bound: one reminder or speech.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
if ARGV[2] == 'lease' then
  if redis.call('HEXISTS', KEYS[6], ARGV[3]) == 0 then return 0 end
  return redis.call('ZADD', KEYS[5], 'NX', redis.call('TIME')[1] * 1000, ARGV[3])
end
if (redis.call('HGET', KEYS[2], ARGV[3]) or '') ~= ARGV[4] then return 0 end
if ARGV[2] == 'drop' then
  if tonumber(redis.call('ZSCORE', KEYS[3], ARGV[6]) or -1) ~= tonumber(ARGV[7]) then return 0 end
  redis.call('ZREM', KEYS[3], ARGV[6])
  if redis.call('EXISTS', KEYS[3]) == 0 then redis.call('ZREM', KEYS[4], ARGV[8]) end
  return 1
end
redis.call('HSET', KEYS[2], ARGV[3], ARGV[5])
redis.call('ZADD', KEYS[3], ARGV[7], ARGV[6])
redis.call('ZADD', KEYS[4], ARGV[9], ARGV[8])
return 1
