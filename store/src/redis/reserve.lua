-- Reserves the first moment from `now` on that all demands leave free, as `LocalLimiter` does in one process. Times are in
-- microseconds, amounts in ten-thousandths of a call.
-- KEYS: one for each demand. ARGV: how long to wait at most, or nothing; then the span, limit, amount and burst of each.
-- Returns whether it was reserved, and how long to wait.
local PARTS = 64
-- In one span stand so many entries at most, since each is a part of it behind the one before.
local LONGEST = PARTS + 3
-- What a number holds to the microsecond.
local EVER = 2 ^ 53

local function whole(number)
  return string.format('%.0f', math.min(number, EVER))
end

local function load(key, is_bucket)
  if is_bucket then
    local saved = redis.call('HMGET', key, 'empty_at', 'last')
    return saved[1] and { empty_at = tonumber(saved[1]), last = tonumber(saved[2]) }
  end
  local counted = {}
  for _, text in ipairs(redis.call('LRANGE', key, -LONGEST, -1)) do
    local first, last, amount = string.match(text, '^(%d+) (%d+) (%d+)$')
    counted[#counted + 1] = { first = tonumber(first), last = tonumber(last), amount = tonumber(amount) }
  end
  return #counted > 0 and { counted = counted }
end

local function earliest(meter, demand, from)
  if demand.burst > 0 then
    local room = math.max(demand.burst * 10000 - demand.amount, 0)
    return math.max(from, meter.last, meter.empty_at - math.floor(demand.span * room / demand.limit))
  end
  local counted = meter.counted
  -- Not before those that came before.
  local moment = math.max(from, counted[#counted].last)
  local amount, begin = 0, nil
  for index, entry in ipairs(counted) do
    if entry.last + demand.span > moment then
      begin = begin or index
      amount = amount + entry.amount
    end
  end
  for index = begin or #counted + 1, #counted do
    -- What alone is more than the rate goes alone.
    if amount + demand.amount <= demand.limit then break end
    amount = amount - counted[index].amount
    moment = counted[index].last + demand.span
  end
  return moment
end

-- Counts a demand, and tells until when the key is of use.
local function count(key, meter, demand, moment)
  if demand.burst > 0 then
    local time = math.ceil(demand.span * demand.amount / demand.limit)
    meter.empty_at, meter.last = math.max(meter.empty_at or 0, moment) + time, moment
    redis.call('HSET', key, 'empty_at', whole(meter.empty_at), 'last', whole(moment))
    return meter.empty_at
  end
  meter.counted = meter.counted or {}
  local latest = meter.counted[#meter.counted]
  if latest and moment - latest.first < demand.span / PARTS then
    -- The later moment counts for both, which is never too few.
    latest.last, latest.amount = moment, latest.amount + demand.amount
    redis.call('RPOP', key)
  else
    latest = { first = moment, last = moment, amount = demand.amount }
    table.insert(meter.counted, latest)
  end
  redis.call('RPUSH', key, whole(latest.first) .. ' ' .. whole(latest.last) .. ' ' .. whole(latest.amount))
  redis.call('LTRIM', key, -LONGEST, -1)
  return moment + demand.span
end

local at_most = tonumber(ARGV[1])
local meters, demands = {}, {}
for index, key in ipairs(KEYS) do
  local number = function(offset) return tonumber(ARGV[index * 4 - 3 + offset]) end
  local demand = { span = number(1), limit = math.max(number(2), 1), amount = number(3), burst = number(4) }
  demands[index] = demand
  meters[key] = meters[key] or load(key, demand.burst > 0) or nil
end

local moment = now
-- Each rate may put off what the others allowed. It only grows, and ends where all agree.
repeat
  local latest = moment
  for index, key in ipairs(KEYS) do
    if meters[key] then latest = math.max(latest, earliest(meters[key], demands[index], moment)) end
  end
  local is_free = latest <= moment
  moment = latest
until is_free

local wait = moment - now
if at_most and wait > at_most then
  return { 0, whole(wait) }
end
for index, key in ipairs(KEYS) do
  meters[key] = meters[key] or {}
  local ends = count(key, meters[key], demands[index], moment)
  redis.call('PEXPIRE', key, whole(math.min(math.ceil((ends - now) / 1000), 2 ^ 40) + 1000))
end
return { 1, whole(wait) }
