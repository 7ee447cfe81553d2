-- Move reminders that the bus has from waiting to in flight, with what is left of each: the next occurrence of a series.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2] zset  flight    speech id -> end of lease, unix ms
-- KEYS[3] hash  speech    speech id -> "generation state concerns fact"
-- KEYS[4] zset  slots     slot -> its beginning, unix ms
-- KEYS[5] zset  told      speech id -> when its outcome came, before it was in flight
-- KEYS[6..]     chat (hash) and due (zset), named below by their number
-- ARGV[1] epoch   ARGV[2] lease, ms   ARGV[3] slot length, ms
-- ARGV[4] MessagePack, a list per reminder: chat key, due key, slot, id, member of due, record as it was read, record that
--         is left, speech id, fact; and of what comes again, due key and due ms
-- Returns "fenced", or how many were moved; what changed in between is left alone. Bound: the caller's batch, 2,000.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local SLOT = tonumber(ARGV[3])
local time = redis.call('TIME')
local leased = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2]))
local is_any_told = redis.call('EXISTS', KEYS[5]) == 1
local moved, speaks, gone, slots, again = 0, {}, {}, {}, {}
local flights, speeches = {}, {}
-- Put two values behind those that are kept of a key.
local function keep(lists, key, first, second)
  local list = lists[key]
  if not list then
    list = {}
    lists[key] = list
  end
  list[#list + 1] = first
  list[#list + 1] = second
end
for _, row in ipairs(cmsgpack.unpack(ARGV[4])) do
  local chat, due, slot, id, member, read, left, speech, fact, later, later_at = unpack(row)
  chat = KEYS[chat]
  local held = redis.call('HMGET', chat, id, '@revision')
  if held[1] == read then
    redis.call('HSET', chat, id, left, '@revision', (held[2] or 0) + 1)
    keep(gone, due, member)
    slots[due] = slot
    -- Reminders that are told together share a speech.
    if not speaks[speech] then
      speaks[speech] = true
      if not is_any_told or redis.call('ZREM', KEYS[5], speech) == 0 then
        flights[#flights + 1] = leased
        flights[#flights + 1] = speech
        speeches[#speeches + 1] = speech
        speeches[#speeches + 1] = '0 p ' .. fact
      end
    end
    if later then keep(again, later, later_at, member) end
    moved = moved + 1
  end
end
if #flights > 0 then
  redis.call('ZADD', KEYS[2], unpack(flights))
  redis.call('HSET', KEYS[3], unpack(speeches))
end
for due, members in pairs(gone) do redis.call('ZREM', KEYS[due], unpack(members)) end
for due, entries in pairs(again) do
  redis.call('ZADD', KEYS[due], unpack(entries))
  local slot = math.floor(entries[1] / SLOT)
  redis.call('ZADD', KEYS[4], string.format('%.0f', slot * SLOT), string.format('%.0f', slot))
end
for due, slot in pairs(slots) do
  if redis.call('EXISTS', KEYS[due]) == 0 then redis.call('ZREM', KEYS[4], slot) end
end
return moved
