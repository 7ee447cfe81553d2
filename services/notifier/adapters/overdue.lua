-- Take messages of which nobody has reported an end for long enough, to ask Twilio about them.
-- KEYS[1] zset  unreported: "speech chat" -> when to ask, unix ms
-- ARGV[1] limit   ARGV[2] ms until they may be asked about again
-- Returns the members; until then nobody else gets them. Bound: the limit.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(taken) do
  redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), member)
end
return taken
