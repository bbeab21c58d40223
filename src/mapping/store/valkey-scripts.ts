/** The steps that a shared store does at once (Lua). Keys of one thread share a hash tag, so that a cluster has them in one place. */

/**
 * KEYS: entries, numbers. ARGV: life of each in ms, entry limit, name of the next state, name of the state that the thread must be in
 * (`*` for any) and its number of entries, number of wishes, then (entity, count, above) for each wish, then (token, identity, sealed
 * entry, entity, number taken) for each entry. Every change gives the thread another state; entries that expire or are forgotten
 * show in their number. Returns {1 when stored, first numbers, indexes of conflicts, dropped, state before}, or {-1, entries, numbers}
 * of a thread that is in another state.
 */
export const ADD = `
local entries, numbers = KEYS[1], KEYS[2]
local limit, wishes = tonumber(ARGV[3]), tonumber(ARGV[7])
local state = redis.call('HGET', numbers, 'state') or ''
if ARGV[5] ~= '*' and (state ~= ARGV[5] or redis.call('HLEN', entries) ~= tonumber(ARGV[6])) then
  redis.call('PEXPIRE', entries, ARGV[1])
  redis.call('PEXPIRE', numbers, ARGV[2])
  return {-1, redis.call('HGETALL', entries), redis.call('HGETALL', numbers)}
end
local firsts, conflicts, dropped, stored, at = {}, {}, 0, 1, 8
if #ARGV >= at then redis.call('HSET', numbers, 'state', ARGV[4]) end
for i = 1, wishes do
  local entity, count, above = ARGV[at], tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local taken = tonumber(redis.call('HGET', numbers, entity) or '0')
  if taken < above then taken = above end
  if taken ~= above then stored = 0 end
  if count > 0 then redis.call('HSET', numbers, entity, string.format('%d', taken + count)) end
  firsts[i] = taken + 1
  at = at + 3
end
if stored == 1 then
  local size, index = redis.call('HLEN', entries), 0
  while at <= #ARGV do
    local token, identity, entity, number = ARGV[at], ARGV[at + 1], ARGV[at + 3], tonumber(ARGV[at + 4])
    local known = redis.call('HGET', entries, token)
    if number > tonumber(redis.call('HGET', numbers, entity) or '0') then
      redis.call('HSET', numbers, entity, string.format('%d', number))
    end
    if known then
      if string.sub(known, 5, 16) ~= identity then conflicts[#conflicts + 1] = index end
    elseif size >= limit then
      dropped = dropped + 1
    else
      local order = redis.call('HINCRBY', numbers, 'order', 1)
      redis.call('HSET', entries, token, struct.pack('>I4', order) .. identity .. ARGV[at + 2])
      size = size + 1
    end
    at = at + 5
    index = index + 1
  end
end
redis.call('PEXPIRE', entries, ARGV[1])
redis.call('PEXPIRE', numbers, ARGV[2])
return {stored, firsts, conflicts, dropped, state}
`

/** KEYS: copies of the lookup key by key id. ARGV: key id, a new copy. Stores it only in a new store, and returns all there are. */
export const LOOKUP = `
if redis.call('HLEN', KEYS[1]) == 0 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
return redis.call('HGETALL', KEYS[1])
`

/** KEYS: entries. ARGV: (token, stored bytes) pairs. Removes those that are still the same; returns how many went. */
export const FORGET = `
local gone = 0
for i = 1, #ARGV, 2 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then gone = gone + redis.call('HDEL', KEYS[1], ARGV[i]) end
end
return gone
`

/** KEYS: entries. ARGV: (token, old bytes, new bytes). Replaces what is still the same: a value sealed anew. */
export const RESEAL = `
for i = 1, #ARGV, 3 do
  if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2]) end
end
return 1
`
