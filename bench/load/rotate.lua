-- Sends the bodies of a file in turn. Each run of eight q in a body is replaced by a counter, so that no two texts are equal:
-- not in this run, and not in the next one, which begins elsewhere.
dofile(os.getenv("BENCH_LUA") .. "/summary.lua")

local MARK = "qqqqqqqq"
local requests = {}
local count = (os.time() % 2000000) * 100000

function init(args)
  local path, bodies, headers = read_arguments(args)
  for i, body in ipairs(bodies) do
    local request = wrk.format("POST", path, headers, body)
    local parts = {}
    local at = 1
    local from = request:find(MARK, at, true)
    while from do
      parts[#parts + 1] = request:sub(at, from - 1)
      at = from + #MARK
      from = request:find(MARK, at, true)
    end
    parts[#parts + 1] = request:sub(at)
    requests[i] = #parts == 1 and request or parts
  end
end

local function letters(number)
  local text = {}
  for i = 1, #MARK do
    text[i] = string.char(97 + number % 26)
    number = math.floor(number / 26)
  end
  return table.concat(text)
end

function request()
  count = count + 1
  local chosen = requests[count % #requests + 1]
  if type(chosen) == "string" then return chosen end
  return table.concat(chosen, letters(count))
end
