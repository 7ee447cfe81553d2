-- Take, renew or release a partition. The epoch never returns to an older one, not even when Redis was wiped.
-- KEYS[1] hash  owner     epoch, holder, until (unix ms)
-- KEYS[2] zset  flight    speech id -> end of lease, unix ms
-- ARGV[1] "take", "renew" or "release"   ARGV[2] holder   ARGV[3] epoch, or empty to take   ARGV[4] lease, ms
-- Returns the epoch, or 0 where somebody else has it; then 1 if some speech's lease has run out; then the present, unix ms.
-- Bound: one partition.
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
local first = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
return {tonumber(held[1]), (first[2] and tonumber(first[2]) <= now) and 1 or 0, now}
