-- Put off the next time that Twilio is asked about a message: each wait is twice the one before.
-- KEYS[1] hash  journal of one speech: asked: how often, and about which message
-- KEYS[2] zset  unreported: "speech chat" -> when to ask, unix ms
-- ARGV[1] member   ARGV[2] sid   ARGV[3] the first wait, ms   ARGV[4] the longest, ms
-- Returns the wait, ms. Bound: one message.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local count, sid = string.match(redis.call('HGET', KEYS[1], 'asked') or '', '^(%d+) (.*)$')
if sid ~= ARGV[2] then count = 0 end
local wait = math.min(tonumber(ARGV[3]) * 2 ^ count, tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], 'asked', string.format('%d %s', count + 1, ARGV[2]))
redis.call('ZADD', KEYS[2], 'XX', now + wait, ARGV[1])
return wait
