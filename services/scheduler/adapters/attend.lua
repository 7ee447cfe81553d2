-- Say who is there, and learn who else is.
-- KEYS[1] zset  roster    holder -> end of presence, unix ms
-- ARGV[1] holder   ARGV[2] presence, ms; 0 to leave
-- Returns all who are there. Bound: the number of schedulers.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local presence = tonumber(ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if presence == 0 then
  redis.call('ZREM', KEYS[1], ARGV[1])
  return redis.call('ZRANGE', KEYS[1], 0, -1)
end
-- Who said so before the clock was set back will say it again within the second.
redis.call('ZREMRANGEBYSCORE', KEYS[1], string.format('(%.0f', now + presence), '+inf')
redis.call('ZADD', KEYS[1], string.format('%.0f', now + presence), ARGV[1])
return redis.call('ZRANGE', KEYS[1], 0, -1)
