-- Leases the next thing to send of owners whose time has come.
-- ARGV: now, most owners, lease ms, token base, only this owner ('' = any)
local now = tonumber(ARGV[1])
local owners
if ARGV[5] == '' then
  owners = call('ZRANGEBYSCORE', K.due, '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
else
  local score = call('ZSCORE', K.due, ARGV[5])
  owners = score and tonumber(score) <= now and { ARGV[5] } or {}
end
local taken = {}
for i, owner in ipairs(owners) do
  if call('HEXISTS', K.owner .. owner, 'k') == 0 then
    call('ZREM', K.due, owner)
  else
    taken[#taken + 1] = takeHead(owner, now, tonumber(ARGV[3]), ARGV[4] .. i)
  end
end
return taken
