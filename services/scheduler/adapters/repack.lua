-- Write chats in the present form: what an older version wrote, in other words, and nothing that it does not say.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2..]     chat      one hash per chat: reminder id -> record, @field -> profile
-- ARGV[1] epoch   ARGV[2..] by turns, a chat each: revision that was read, or empty for none; n {field, value} to write,
--         n fields to drop
-- Returns "fenced", or how many were repacked: what has changed since it was read is left alone. Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local at, repacked = 2, 0
for i = 2, #KEYS do
  local revision, field = ARGV[at], at + 2
  local drop = field + 2 * ARGV[at + 1] + 1
  local next_chat = drop + ARGV[drop - 1]
  if (redis.call('HGET', KEYS[i], '@revision') or '') == revision then
    redis.call('HSET', KEYS[i], unpack(ARGV, field, drop - 2))
    if drop < next_chat then redis.call('HDEL', KEYS[i], unpack(ARGV, drop, next_chat - 1)) end
    repacked = repacked + 1
  end
  at = next_chat
end
return repacked
