-- Tell whether chats are as they were when they were looked at. Changes nothing.
-- KEYS[1] hash  owner     epoch, holder, until
-- KEYS[2..]     chat      one hash per chat: @revision rises with every change
-- ARGV[1] epoch   ARGV[2..] the revision of each chat at the look
-- Returns "fenced", or {the present in unix µs, 1 if any has changed or 0}. Bound: the caller's batch.
if redis.call('HGET', KEYS[1], 'epoch') ~= ARGV[1] then return 'fenced' end
local time = redis.call('TIME')
local changed = 0
for i = 2, #KEYS do
  if redis.call('HGET', KEYS[i], '@revision') ~= ARGV[i] then
    changed = 1
    break
  end
end
return {time[1] * 1000000 + time[2], changed}
