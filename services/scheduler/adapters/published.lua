-- Note that the bus has some speeches: give them longer before they come back, and longer each generation.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2] zset  flight    speech id -> end of lease, unix ms
-- KEYS[3] hash  speech    speech id -> "generation state concerns fact"
-- ARGV[1] epoch   ARGV[2] lease of generation 0, ms   ARGV[3] longest lease, ms   ARGV[4..] speech ids
-- Returns "fenced", or how many are still in flight. Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = 0
for position = 4, #ARGV do
  local id = ARGV[position]
  local held = redis.call('HGET', KEYS[3], id)
  if held then
    local generation, fact = string.match(held, '^(%d+) %a (.*)$')
    local lease = math.min(tonumber(ARGV[2]) * 2 ^ tonumber(generation), tonumber(ARGV[3]))
    redis.call('ZADD', KEYS[2], 'XX', string.format('%.0f', now + lease), id)
    redis.call('HSET', KEYS[3], id, generation .. ' p ' .. fact)
    known = known + 1
  end
end
return known
