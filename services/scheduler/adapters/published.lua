-- Note that the bus has some speeches: give them longer before they come back, and longer each generation.
-- KEYS[1] zset  flight    speech id -> end of lease, unix ms
-- KEYS[2] hash  speech    speech id -> "generation state fact"
-- ARGV[1] lease of generation 0, ms   ARGV[2] longest lease, ms   ARGV[3..] speech ids
-- Returns how many are still in flight. Bound: the caller's batch.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local known = 0
for position = 3, #ARGV do
  local id = ARGV[position]
  local held = redis.call('HGET', KEYS[2], id)
  if held then
    local generation, fact = string.match(held, '^(%d+) %a (.*)$')
    local lease = math.min(tonumber(ARGV[1]) * 2 ^ tonumber(generation), tonumber(ARGV[2]))
    redis.call('ZADD', KEYS[1], 'XX', now + lease, id)
    redis.call('HSET', KEYS[2], id, generation .. ' p ' .. fact)
    known = known + 1
  end
end
return known
