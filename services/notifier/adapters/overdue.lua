-- Take messages of which nobody has reported an end for long enough, to ask Twilio about them.
-- KEYS[1] zset    unreported: "speech chat" -> when to ask, unix ms
-- KEYS[2] string  bus: when the bus was made that they wait for reports on
-- ARGV[1] limit   ARGV[2] ms until they may be taken again   ARGV[3] ms that anybody waits at most
-- ARGV[4] when the bus was made that there is now, or "" when nobody knows
-- Returns the members; until then nobody else gets them. Bound: twice the limit, and 1,000 after the bus was lost.
local AFTER_A_LOSS = 1000
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- Written by a clock that was ahead.
local beyond = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now + tonumber(ARGV[3]), '+inf', 'LIMIT', 0, ARGV[1])
for _, member in ipairs(beyond) do
  redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), member)
end
local bus = redis.call('GET', KEYS[2])
if ARGV[4] ~= '' and bus ~= ARGV[4] then
  -- Reports and repairs may have been lost with the bus: whoever waits is asked about now.
  local later = bus and redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. now, '+inf', 'LIMIT', 0, AFTER_A_LOSS) or {}
  for _, member in ipairs(later) do redis.call('ZADD', KEYS[1], 'XX', now, member) end
  if #later < AFTER_A_LOSS then redis.call('SET', KEYS[2], ARGV[4]) end
end
local taken = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, member in ipairs(taken) do
  redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[2]), member)
end
return taken
