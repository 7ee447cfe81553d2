-- Remember when a message failed, arrived and was read: the first time of each, in whatever order they are reported.
-- KEYS[1] hash  chat   @fates -> a line a message: "speech-id failed-ms delivered-ms read-ms", 0 for never, newest last
-- ARGV[1] speech id   ARGV[2] failed, ms or 0   ARGV[3] delivered, ms or 0   ARGV[4] read, ms or 0
-- ARGV[5] how many lines to keep
-- Returns 1, or 0 for a chat that is not there. Bound: the lines that are kept.
local chat = KEYS[1]
-- A chat that was erased meanwhile stays so.
if redis.call('EXISTS', chat) == 0 then return 0 end
local lines, at = {}, nil
for line in string.gmatch(redis.call('HGET', chat, '@fates') or '', '[^\n]+') do
  lines[#lines + 1] = line
  if string.sub(line, 1, #ARGV[1] + 1) == ARGV[1] .. ' ' then at = #lines end
end
local known = {0, 0, 0}
if at then known = {string.match(lines[at], ' (%d+) (%d+) (%d+)$')} end
local line = {ARGV[1]}
for i = 1, 3 do
  local before, now = tonumber(known[i]), tonumber(ARGV[i + 1])
  local first = (before > 0 and now > 0) and math.min(before, now) or math.max(before, now)
  line[i + 1] = string.format('%.0f', first)
end
lines[at or #lines + 1] = table.concat(line, ' ')
redis.call('HSET', chat, '@fates', table.concat(lines, '\n', math.max(1, #lines - tonumber(ARGV[5]) + 1)))
return 1
