-- Let go of a speech whose outcome is known, and remember which reminders that message was about.
-- KEYS[1] zset  flight    speech id -> end of lease, unix ms
-- KEYS[2] hash  speech    speech id -> "generation state concerns fact"
-- KEYS[3] hash  chat      reminder id -> record, @spoken -> a line a message: "sid speech-id at-ms id id …", newest last
-- KEYS[4] zset  told      speech id -> when its outcome came, before it was in flight
-- ARGV[1] speech id   ARGV[2] reminder id, or empty for an answer   ARGV[3] how long to remember an early outcome, ms
-- ARGV[4] line about the message, without the ids   ARGV[5] how many lines to keep
-- Returns 1 the first time, 0 when it was let go before. Bound: one speech, the lines, and early outcomes that are too old.
redis.call('ZREM', KEYS[1], ARGV[1])
local held = redis.call('HGET', KEYS[2], ARGV[1])
local first = redis.call('HDEL', KEYS[2], ARGV[1])
-- A chat that was erased meanwhile stays so.
if redis.call('EXISTS', KEYS[3]) == 0 then return first end
local sid = string.match(ARGV[4], '^(%S+)')
local lines, concerns, is_known = {}, nil, false
for line in string.gmatch(redis.call('HGET', KEYS[3], '@spoken') or '', '[^\n]+') do
  lines[#lines + 1] = line
  local named, speech, ids = string.match(line, '^(%S+) (%S+) %d+ ?(.*)$')
  if speech == ARGV[1] then
    concerns, is_known = ids, is_known or named == sid
  end
end
-- What failed, or was refused, may have been sent again, as another message.
if is_known or (concerns and string.sub(sid, -1) == '!') then return first end
if not concerns and held then
  concerns = string.match(held, '^%d+ %a ([^{]-) ?{')
elseif not concerns and ARGV[2] ~= '' and redis.call('HEXISTS', KEYS[3], ARGV[2]) == 1 then
  -- Its publisher died before it could note that the bus has it: who fires it again finds that it was told.
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZREMRANGEBYSCORE', KEYS[4], '-inf', string.format('%.0f', now - tonumber(ARGV[3])))
  redis.call('ZADD', KEYS[4], string.format('%.0f', now), ARGV[1])
  concerns = ARGV[2]
end
if not concerns or concerns == '' then return first end
lines[#lines + 1] = ARGV[4] .. ' ' .. concerns
local oldest = math.max(1, #lines - tonumber(ARGV[5]) + 1)
redis.call('HSET', KEYS[3], '@spoken', table.concat(lines, '\n', oldest))
return first
