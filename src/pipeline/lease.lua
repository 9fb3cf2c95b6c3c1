-- Small changes to a lease that is held: KEYS owner record, index the owner stands in. ARGV: what, owner, token, time.
-- 'send_now': whatever pauses is looked at again at once, unless it is under way.
-- 'send_on': a send that takes long keeps its lease until the time. 'send_untried': it was only leased, never tried: the try does not count.
if ARGV[1] == 'send_now' then
  if redis.call('HEXISTS', KEYS[1], 'o') == 1 then return 0 end
  return redis.call('ZADD', KEYS[2], 'XX', 'LT', 'CH', ARGV[4], ARGV[2])
end
if redis.call('HGET', KEYS[1], 'o') ~= ARGV[3] then return 0 end
if ARGV[1] == 'send_on' then
  redis.call('ZADD', KEYS[2], 'XX', ARGV[4], ARGV[2])
else
  local tries = 'x' .. (redis.call('HGET', KEYS[1], 'n') or 'n')
  if tonumber(redis.call('HGET', KEYS[1], tries) or 0) > 0 then redis.call('HINCRBY', KEYS[1], tries, -1) end
end
return 1
