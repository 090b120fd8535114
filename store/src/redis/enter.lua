-- Takes the last place in the queues of some lanes, or renews the place that a ticket has, and tells how many are ahead.
-- KEYS: for each lane its queue, a list of tickets, and its leases, a set of tickets by when they end (microseconds).
-- ARGV: the ticket, the lease in microseconds, and whether it holds its turn: then it takes no new place behind others.
-- Returns the most that are ahead of it in a lane.
local ticket, lease, is_held = ARGV[1], tonumber(ARGV[2]), ARGV[3] == 'held'

-- Those whose lease ended give way when they are first.
local function first(queue, leases)
  local head = redis.call('LINDEX', queue, 0)
  while head and not redis.call('ZSCORE', leases, head) do
    redis.call('LPOP', queue)
    head = redis.call('LINDEX', queue, 0)
  end
  return head
end

local has_place = {}
local has_all = true
for index = 1, #KEYS, 2 do
  local leases = KEYS[index + 1]
  -- A turn that is held does not end as long as nobody noticed.
  if not is_held then redis.call('ZREMRANGEBYSCORE', leases, '-inf', now) end
  has_place[index] = redis.call('ZSCORE', leases, ticket) and redis.call('LPOS', KEYS[index], ticket)
  has_all = has_all and has_place[index]
end

local ahead = 0
for index = 1, #KEYS, 2 do
  local queue, leases = KEYS[index], KEYS[index + 1]
  local takes = not has_all
  if is_held then
    -- Where the server lost the lane, the turn is taken anew if nobody came meanwhile.
    takes = not has_place[index] and not first(queue, leases)
  end
  if takes then
    -- In all lanes at once, so that of two tickets one is first everywhere and they never wait for each other.
    redis.call('LREM', queue, 0, ticket)
    redis.call('RPUSH', queue, ticket)
  end
  if takes or has_place[index] then
    redis.call('ZADD', leases, now + lease, ticket)
    for offset = 0, 1 do
      local left = redis.call('PTTL', KEYS[index + offset])
      redis.call('PEXPIRE', KEYS[index + offset], math.max(left, math.ceil(lease / 1000) + 1000))
    end
    if first(queue, leases) ~= ticket then
      ahead = math.max(ahead, redis.call('LPOS', queue, ticket))
    end
  end
end
return ahead
