-- Give reminders the instants that today's zone database gives them. What has changed since it was read is left alone.
-- KEYS[1] hash  owner  epoch, holder, until
-- KEYS[2] zset  slots  slot -> its beginning, unix ms
-- KEYS[3..]     chat (hash: reminder id -> record) and due (zset: "id chat" -> due, unix ms), named below by their number
-- ARGV[1] epoch   ARGV[2] slot length, ms   then ten per reminder:
--         chat key, id, record as it was read, record as it should be, member of due, due key and slot that were,
--         due key, slot and due ms that should be
-- Returns "fenced", or 1 per reminder that was written and 0 per one that was not. Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local at = 2
local function take()
  at = at + 1
  return ARGV[at]
end
local written = {}
while at < #ARGV do
  local chat, id, read, right, member = KEYS[tonumber(take())], take(), take(), take(), take()
  local old, old_slot, new, new_slot, due = tonumber(take()), take(), tonumber(take()), take(), take()
  local fits = redis.call('HGET', chat, id) == read
  if fits then
    redis.call('HSET', chat, id, right)
    redis.call('ZREM', KEYS[old], member)
    if redis.call('EXISTS', KEYS[old]) == 0 then redis.call('ZREM', KEYS[2], old_slot) end
    redis.call('ZADD', KEYS[new], due, member)
    redis.call('ZADD', KEYS[2], string.format('%.0f', tonumber(new_slot) * tonumber(ARGV[2])), new_slot)
    redis.call('HINCRBY', chat, '@revision', 1)
  end
  written[#written + 1] = fits and 1 or 0
end
return written
