-- Let a link open what is kept of a chat, for a while; an older link of the same chat opens nothing from then on.
-- KEYS[1] hash  exports   chat id -> "key until-ms file file": one link a chat, and the files that are left of it
-- ARGV[1] chat id   ARGV[2] key, or empty to let no link open anything   ARGV[3] how long, ms   ARGV[4] files
-- Returns 1. Bound: those of the partition who asked within that time, and those whose time was over.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = redis.call('HGETALL', KEYS[1])
for i = 1, #all, 2 do
  if tonumber(string.match(all[i + 1], '^%S+ (%d+)')) <= now then redis.call('HDEL', KEYS[1], all[i]) end
end
if ARGV[2] == '' then
  redis.call('HDEL', KEYS[1], ARGV[1])
else
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. string.format('%.0f', now + tonumber(ARGV[3])) .. ' ' .. ARGV[4])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return 1
