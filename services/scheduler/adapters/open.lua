-- See what a link opens, or take a file of it, which can be done once.
-- KEYS[1] hash  exports   chat id -> "key until-ms file file"
-- ARGV[1] key   ARGV[2] file to take, or empty
-- Returns {chat id, files that are left, 1 if the file was taken or 0}, or nothing.
-- Bound: those of the partition who asked for a link within ten minutes.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  local key, till, files = string.match(all[i + 1], '^(%S+) (%d+) (.*)$')
  if key == ARGV[1] and tonumber(till) > now then
    local left, taken = {}, 0
    for file in string.gmatch(files, '%S+') do
      if file == ARGV[2] then taken = 1 else left[#left + 1] = file end
    end
    local rest = table.concat(left, ' ')
    if taken == 1 and #left > 0 then
      redis.call('HSET', KEYS[1], all[i], key .. ' ' .. till .. ' ' .. rest)
    elseif taken == 1 then
      redis.call('HDEL', KEYS[1], all[i])
    end
    return {all[i], rest, taken}
  end
end
return false
