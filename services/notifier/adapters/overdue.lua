-- Take messages of which nobody has reported an end for long enough, to ask Twilio about them.
-- KEYS[1] zset  unreported: "speech chat" -> when to ask, unix ms
-- ARGV[1] limit   ARGV[2] ms until they may be taken again   ARGV[3] ms that anybody waits at most
-- Returns the members; until then nobody else gets them. Bound: twice the limit.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Written by a clock that was ahead.
local beyond = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now + tonumber(ARGV[3]), '+inf', 'LIMIT', 0, ARGV[1])
for _, member in ipairs(beyond) do
  redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), member)
end
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(taken) do
  redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), member)
end
return taken
