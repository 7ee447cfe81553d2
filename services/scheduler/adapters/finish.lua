-- Let go of a speech whose outcome is known, and remember which reminders that message was about.
-- KEYS[1] zset  flight    speech id -> end of lease, unix ms
-- KEYS[2] hash  speech    speech id -> "generation state fact"
-- KEYS[3] hash  chat      @spoken -> a line a message: "sid speech-id at-ms id id …", the newest last
-- ARGV[1] speech id   ARGV[2] line about it, without the ids   ARGV[3] how many lines to keep
-- Returns 1 the first time, 0 when it was let go before. Bound: one speech.
redis.call('ZREM', KEYS[1], ARGV[1])
local held = redis.call('HGET', KEYS[2], ARGV[1])
if not held then return 0 end
redis.call('HDEL', KEYS[2], ARGV[1])
-- A chat that was erased meanwhile stays so.
if redis.call('EXISTS', KEYS[3]) == 0 then return 1 end
local concerns = cjson.decode(string.match(held, '^%d+ %a (.*)$')).concerns or {}
local line = table.concat({ARGV[2], unpack(concerns)}, ' ')
local lines = {}
for old in string.gmatch(redis.call('HGET', KEYS[3], '@spoken') or '', '[^\n]+') do lines[#lines + 1] = old end
lines[#lines + 1] = line
local first = math.max(1, #lines - tonumber(ARGV[3]) + 1)
redis.call('HSET', KEYS[3], '@spoken', table.concat(lines, '\n', first))
return 1
