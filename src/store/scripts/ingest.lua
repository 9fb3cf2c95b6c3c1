-- Stores arrivals: each once per dedupe key, in the mailbox of whoever the address leads to, creating a participant when it leads nowhere.
-- ARGV, for each of them: number of words, then now, dedupe hash, seconds to remember it, owner the event was sealed for, that owner's new wrapped
--       key ('' = must exist), event id, hash of the provider id replied to ('' = none), sealed event, field of the last inbound time ('' = none),
--       that time, address hashes...
local function store(at)
  local now, hash, seconds, expected, wrapped, event, repliedTo, sealed, field, time = unpack(ARGV, at + 1, at + 10)
  local seen = K.seen .. hash
  local before = call('GET', seen)
  if before then return { 'seen', before } end

  local owner
  local missing = {}
  for i = at + 11, at + tonumber(ARGV[at]) do
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
  local last = field ~= '' and call('HGET', K.owner .. owner, field)
  local reply = ''
  if repliedTo ~= '' then
    local effect = call('GET', K.sent .. repliedTo)
    if effect and string.sub(effect, 1, #owner + 1) == owner .. '.' then reply = effect end
  end

  enqueue(owner, event .. '\n' .. reply .. '\n' .. sealed, now)
  call('SET', seen, owner, 'EX', seconds)
  if wrapped ~= '' then call('HSET', K.owner .. owner, 'k', wrapped) end
  for _, address in ipairs(missing) do
    call('HSET', K.addresses, address, owner)
    call('SADD', K.addressesOf .. owner, address)
  end
  if field ~= '' and (not last or tonumber(last) < tonumber(time)) then call('HSET', K.owner .. owner, field, time) end
  return { 'stored' }
end
return each(store)
