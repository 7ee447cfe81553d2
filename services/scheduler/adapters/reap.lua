-- Take back speeches whose lease ran out, to say them again under a new lease.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2] zset  flight    speech id -> end of lease, unix ms
-- KEYS[3] hash  speech    speech id -> "generation state concerns fact"
-- ARGV[1] epoch   ARGV[2] lease, ms   ARGV[3] limit   ARGV[4] longest lease that can be right, ms
-- Returns "fenced", or generation and fact of each, by turns. The generation rises for those that the bus had: it may
-- remember their id and have lost them. Bound: the limit, for each of the two passes.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local leased = string.format('%.0f', now + tonumber(ARGV[2]))
local longest = string.format('%.0f', now + tonumber(ARGV[4]))
-- After a backward jump of the clock leases lie hours ahead: none may last longer than the longest.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], longest, '+inf', 'LIMIT', 0, ARGV[3])) do
  redis.call('ZADD', KEYS[2], 'XX', leased, id)
end
local back = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[3])) do
  local held = redis.call('HGET', KEYS[3], id)
  if held then
    local generation, state, fact = string.match(held, '^(%d+) (%a) (.*)$')
    if state == 'p' then generation = string.format('%d', tonumber(generation) + 1) end
    redis.call('ZADD', KEYS[2], 'XX', leased, id)
    redis.call('HSET', KEYS[3], id, generation .. ' c ' .. fact)
    back[#back + 1] = generation
    back[#back + 1] = fact
  else
    redis.call('ZREM', KEYS[2], id)
  end
end
return back
