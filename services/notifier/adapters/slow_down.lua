-- Let a sender pause, because Twilio said that it was too fast: longer each time within a minute.
-- KEYS[1] hash  pace of one sender: slow: nothing before that moment, us; strikes; struck: when the last one was, us
-- ARGV[1] pause that Twilio asked for, us   ARGV[2] first pause, us   ARGV[3] longest pause, us
-- Returns the pause, us. Bound: one sender.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local fields = redis.call('HMGET', KEYS[1], 'strikes', 'struck', 'slow')
local strikes, struck, slow = tonumber(fields[1] or '0'), tonumber(fields[2] or '0'), tonumber(fields[3] or '0')
if now - struck > 60000000 then strikes = 0 end
-- What was written later than now was written before the clock was set back.
if struck > now then strikes, slow = 0, 0 end
-- Many meet the same limit at once: while the sender pauses, that is one strike.
if slow <= now then strikes = strikes + 1 end
local pause = math.min(math.max(tonumber(ARGV[1]), tonumber(ARGV[2]) * 2 ^ math.max(strikes - 1, 0)), tonumber(ARGV[3]))
redis.call('HSET', KEYS[1], 'strikes', strikes, 'struck', string.format('%.0f', now),
  'slow', string.format('%.0f', math.max(slow, now + pause)))
redis.call('EXPIRE', KEYS[1], 3600)
return pause
