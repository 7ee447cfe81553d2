-- Take, renew or release a partition. The epoch never returns to an older one, not even when Redis was wiped.
-- KEYS[1] hash  owner     epoch, holder, until (unix ms)
-- KEYS[2] zset  flight    speech id -> end of lease, unix ms
-- KEYS[3] hash  speech    speech id -> "generation state concerns fact"
-- ARGV[1] "take", "renew" or "release"   ARGV[2] holder   ARGV[3] epoch, or empty to take   ARGV[4] lease, ms
-- ARGV[5] lease of a speech of generation 0, ms   ARGV[6] longest lease of a speech, ms   ARGV[7] limit
-- Returns the epoch, or 0 where somebody else has it; then 1 if some speech's lease has run out; then the present, unix ms.
-- Bound: one partition, and the limit.
local held = redis.call('HMGET', KEYS[1], 'epoch', 'holder', 'until')
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local lease = tonumber(ARGV[4])

local function hold(epoch, holder, till)
  redis.call('HSET', KEYS[1], 'epoch', string.format('%.0f', epoch), 'holder', holder,
    'until', string.format('%.0f', till))
end

if ARGV[1] == 'take' then
  local left = tonumber(held[3] or '0') - now
  if left > lease then -- the clock was set back
    hold(tonumber(held[1]), held[2], now + lease)
    left = lease
  end
  if left > 0 and held[2] ~= '' and held[2] ~= ARGV[2] then return {0, 0, now} end
  local epoch = math.max(tonumber(held[1] or '0') + 1, now)
  hold(epoch, ARGV[2], now + lease)
  return {epoch, 0, now}
end
if held[1] ~= ARGV[3] then return {0, 0, now} end
if ARGV[1] == 'release' then
  hold(tonumber(held[1]), '', 0)
  return {tonumber(held[1]), 0, now}
end
hold(tonumber(held[1]), ARGV[2], now + lease)
-- Given while the clock was ahead, a lease would last for as long as that: none is longer than its generation's. The
-- farthest are looked at first.
local far = string.format('(%.0f', now + tonumber(ARGV[5]))
local held_long = redis.call('ZRANGE', KEYS[2], '+inf', far, 'BYSCORE', 'REV', 'LIMIT', 0, ARGV[7], 'WITHSCORES')
for at = 1, #held_long, 2 do
  local generation = string.match(redis.call('HGET', KEYS[3], held_long[at]) or '', '^%d+') or '0'
  local longest = now + math.min(tonumber(ARGV[5]) * 2 ^ tonumber(generation), tonumber(ARGV[6]))
  if tonumber(held_long[at + 1]) > longest then
    redis.call('ZADD', KEYS[2], 'XX', string.format('%.0f', longest), held_long[at])
  end
end
local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
return {tonumber(held[1]), (first[2] and tonumber(first[2]) <= now) and 1 or 0, now}
