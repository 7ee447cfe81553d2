-- Take the next free moment of a sender to post at, shared by all notifiers.
-- KEYS[1] hash  pace of one sender: next free moment, us; taken: when the one before it was, us; slow: nothing before
--   that moment, us; struck: since when, us; strikes
-- ARGV[1] time between two messages, us   ARGV[2] how far ahead a moment may lie, us   ARGV[3] longest pause, us
-- Returns {1, us until the moment} when it was taken, {0, us until one may be near enough} when not. Bound: one sender.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local fields = redis.call('HMGET', KEYS[1], 'next', 'taken', 'slow', 'struck')
local free, taken = tonumber(fields[1] or '0'), tonumber(fields[2] or '0')
local slow, struck = tonumber(fields[3] or '0'), tonumber(fields[4] or '0')
-- What was written later than now was written before the clock was set back: it is as far ahead as it was then.
if taken > now then
  free, taken = free - (taken - now), now
  redis.call('HSET', KEYS[1], 'next', string.format('%.0f', free), 'taken', string.format('%.0f', taken))
end
if struck > now then
  slow, struck = slow - (struck - now), now
  redis.call('HSET', KEYS[1], 'slow', string.format('%.0f', slow), 'struck', string.format('%.0f', struck))
end
if slow > now + tonumber(ARGV[3]) then slow = 0 end
local at = math.max(now, free, slow)
local ahead = at - now
if ahead > tonumber(ARGV[2]) then return {0, ahead - tonumber(ARGV[2])} end
redis.call('HSET', KEYS[1], 'next', string.format('%.0f', at + tonumber(ARGV[1])),
  'taken', string.format('%.0f', now))
redis.call('EXPIRE', KEYS[1], 3600)
return {1, ahead}
