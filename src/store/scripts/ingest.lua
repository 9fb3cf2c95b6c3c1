-- Stores one arrival: once per dedupe key, in the mailbox of whoever the address leads to, creating a participant when it leads nowhere.
-- ARGV: now, dedupe hash, seconds to remember it, owner the event was sealed for, that owner's new wrapped key ('' = must exist),
--       event id, hash of the provider id replied to ('' = none), sealed event, field of the last inbound time ('' = none), that time, address hashes...
local now, seen, expected, wrapped = ARGV[1], K.seen .. ARGV[2], ARGV[4], ARGV[5]
local before = call('GET', seen)
if before then return { 'seen', before } end

local owner
local missing = {}
for i = 11, #ARGV do
  local found = call('HGET', K.addresses, ARGV[i])
  if not found then
    missing[#missing + 1] = ARGV[i]
  elseif not owner then
    owner = found
  end
end

if not owner then
  if wrapped == '' then return { 'unknown' } end
  owner = expected
elseif owner ~= expected then
  return { 'other', owner, call('HGET', K.owner .. owner, 'k') }
else
  wrapped = ''
end
local times = ARGV[9] ~= '' and call('HGET', K.owner .. owner, ARGV[9])
local reply = ''
if ARGV[7] ~= '' then
  local effect = call('GET', K.sent .. ARGV[7])
  if effect and string.sub(effect, 1, #owner + 1) == owner .. '.' then reply = effect end
end
call('LLEN', K.mailbox .. owner)

call('SET', seen, owner, 'EX', ARGV[3])
if wrapped ~= '' then call('HSET', K.owner .. owner, 'k', wrapped) end
for _, hash in ipairs(missing) do
  call('HSET', K.addresses, hash, owner)
  call('SADD', K.addressesOf .. owner, hash)
end
if ARGV[9] ~= '' and (not times or tonumber(times) < tonumber(ARGV[10])) then call('HSET', K.owner .. owner, ARGV[9], ARGV[10]) end
enqueue(owner, ARGV[6] .. '\n' .. reply .. '\n' .. ARGV[8], now)
return { 'stored', owner }
