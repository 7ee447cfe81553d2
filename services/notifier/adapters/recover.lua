-- A message got through after a pause: the next pause need not be longer than this one.
-- KEYS[1] hash  pace of one sender: slow: nothing before that moment, us; strikes
-- ARGV[1] how long to keep it, s
-- Returns 1 when that was noted, 0 while the sender pauses: what gets through then left before. Bound: one sender.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local fields = redis.call('HMGET', KEYS[1], 'strikes', 'slow')
if tonumber(fields[2] or '0') > now then return 0 end
local strikes = tonumber(fields[1] or '0')
if strikes > 0 then redis.call('HSET', KEYS[1], 'strikes', strikes - 1) end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
