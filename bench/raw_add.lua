-- The floor under adding: records and index entries, grouped, and nothing else.
-- KEYS[1] zset  index   KEYS[2..] one hash per reminder
-- ARGV          id, record, due by turns
-- Returns how many. Bound: the caller's batch.
for i = 2, #KEYS do
  local at = (i - 2) * 3
  redis.call('HSET', KEYS[i], ARGV[at + 1], ARGV[at + 2])
  redis.call('ZADD', KEYS[1], ARGV[at + 3], ARGV[at + 1] .. ' ' .. KEYS[i])
end
return #KEYS - 1
