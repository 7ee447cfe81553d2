-- Take back speeches whose lease ran out, to say them again under a new lease.
-- KEYS[1] zset  flight    speech id -> end of lease, unix ms
-- KEYS[2] hash  speech    speech id -> "generation state fact"
-- ARGV[1] lease, ms   ARGV[2] limit   ARGV[3] longest lease that can be right, ms
-- Returns generation and fact of each, by turns. The generation rises for those that the bus had: it may remember their
-- id and have lost them. Bound: the limit, for each of the two passes.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- After a backward jump of the clock leases lie hours ahead: none may last longer than the longest.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now + tonumber(ARGV[3]), '+inf', 'LIMIT', 0, ARGV[2])) do
  redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[1]), id)
end
local back = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])) do
  local held = redis.call('HGET', KEYS[2], id)
  if held then
    local generation, state, fact = string.match(held, '^(%d+) (%a) (.*)$')
    if state == 'p' then generation = string.format('%d', tonumber(generation) + 1) end
    redis.call('ZADD', KEYS[1], 'XX', now + tonumber(ARGV[1]), id)
    redis.call('HSET', KEYS[2], id, generation .. ' c ' .. fact)
    back[#back + 1] = generation
    back[#back + 1] = fact
  else
    redis.call('ZREM', KEYS[1], id)
  end
end
return back
