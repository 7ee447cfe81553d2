-- Move reminders that the bus has from waiting to in flight, with what is left of each: the next occurrence of a series.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2] zset  flight    speech id -> end of lease, unix ms
-- KEYS[3] hash  speech    speech id -> "generation state concerns fact"
-- KEYS[4] zset  slots     slot -> its beginning, unix ms
-- KEYS[5] zset  told      speech id -> when its outcome came, before it was in flight
-- KEYS[6..]     chat (hash) and due (zset), named below by their number
-- ARGV[1] epoch   ARGV[2] lease, ms   ARGV[3] slot length, ms   then ten per reminder:
--         chat key, due key, slot, id, member of due, record as it was read, record that is left, speech id, fact,
--         and 0, or due key, slot and due ms of what is left
-- Returns "fenced", or how many were moved; what changed in between is left alone. Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local at = 3
local function take()
  at = at + 1
  return ARGV[at]
end
local time = redis.call('TIME')
local leased = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[2]))
local moved, touched, told = 0, {}, {}
while at < #ARGV do
  local chat, due, slot = KEYS[tonumber(take())], tonumber(take()), take()
  local id, member, read, left, speech, fact = take(), take(), take(), take(), take(), take()
  local again, again_slot, again_at = tonumber(take()), nil, nil
  if again > 0 then again_slot, again_at = take(), take() end
  if redis.call('HGET', chat, id) == read then
    redis.call('ZREM', KEYS[due], member)
    touched[slot] = due
    redis.call('HSET', chat, id, left)
    -- Reminders that are told together share a speech.
    told[speech] = told[speech] or redis.call('ZREM', KEYS[5], speech) == 1
    if not told[speech] then
      redis.call('ZADD', KEYS[2], leased, speech)
      redis.call('HSET', KEYS[3], speech, '0 p ' .. fact)
    end
    if again > 0 then
      redis.call('ZADD', KEYS[again], again_at, member)
      redis.call('ZADD', KEYS[4], string.format('%.0f', tonumber(again_slot) * tonumber(ARGV[3])), again_slot)
    end
    redis.call('HINCRBY', chat, '@revision', 1)
    moved = moved + 1
  end
end
for slot, due in pairs(touched) do
  if redis.call('EXISTS', KEYS[due]) == 0 then redis.call('ZREM', KEYS[4], slot) end
end
return moved
