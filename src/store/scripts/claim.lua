-- Leases owners whose head event may be handled now; the event stays where it is until its turn is committed.
-- ARGV: now, most owners, lease ms, token base, only this owner ('' = any), most events of each owner to bring along
local now, lease = tonumber(ARGV[1]), tonumber(ARGV[3])
local owners
if ARGV[5] == '' then
  owners = call('ZRANGEBYSCORE', K.ready, '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
else
  local score = call('ZSCORE', K.ready, ARGV[5])
  owners = score and tonumber(score) <= now and { ARGV[5] } or {}
end

local claims = {}
for i, owner in ipairs(owners) do
  local key = K.owner .. owner
  local heads = redis.pcall('LRANGE', K.mailbox .. owner, 0, ARGV[6] - 1)
  local document = redis.pcall('GET', K.document .. owner)
  local wrapped = redis.pcall('HGET', key, 'k')
  if heads.err or (type(document) == 'table' and document.err) or (type(wrapped) == 'table' and wrapped.err) then
    -- A key of the wrong type must not stop everybody else.
    call('ZADD', K.ready, '+inf', owner)
    call('SADD', K.aside, owner)
    claims[#claims + 1] = { owner }
  elseif not heads[1] or not wrapped then
    call('ZREM', K.ready, owner)
  else
    local token = ARGV[4] .. i
    call('HSET', key, 'l', token)
    local tries = call('HINCRBY', key, 'a', 1)
    call('ZADD', K.ready, now + lease, owner)
    claims[#claims + 1] = { owner, token, tries, call('LLEN', K.mailbox .. owner), heads, wrapped, document }
  end
end
return claims
